; Computed addresses: narrow and wide indices, steps on the way, what inbounds promises; comparison of addresses.
target datalayout = "e-m:e-p:32:32-i64:64-n8:16:32-S128"
declare void @verifier_assume(i1)
declare void @verifier_assert(i1)

@table = constant [4 x i32] [i32 10, i32 20, i32 30, i32 40]
@matrix = constant [3 x [4 x i8]] [[4 x i8] c"\00\01\02\03", [4 x i8] c"\04\05\06\07", [4 x i8] c"\08\09\0A\0B"]
@one = unnamed_addr constant i32 1
@other = unnamed_addr constant i32 1
@weak = extern_weak global i32
@outside = externally_initialized constant i32 5

; A narrow index is a signed number: 255 of eight bits is one step back.
; expect test_narrow_index_is_signed: proved
define i32 @test_narrow_index_is_signed(i8 %i) {
  %back = icmp eq i8 %i, 255
  call void @verifier_assume(i1 %back)
  %second = getelementptr inbounds [4 x i32], ptr @table, i32 0, i32 1
  %place = getelementptr inbounds i32, ptr %second, i8 %i
  %value = load i32, ptr %place
  %right = icmp eq i32 %value, 10
  call void @verifier_assert(i1 %right)
  ret i32 %value
}

; expect test_narrow_index_goes_below: counterexample bounds
define i32 @test_narrow_index_goes_below(i8 %i) {
  %place = getelementptr inbounds i32, ptr @table, i8 %i
  %small = icmp slt i8 %i, 4
  call void @verifier_assume(i1 %small)
  %value = load i32, ptr %place
  ret i32 %value
}

; One bit that is set is -1.
; expect test_bit_as_index: proved
define i32 @test_bit_as_index(i1 %i) {
  %second = getelementptr inbounds [4 x i32], ptr @table, i32 0, i32 1
  %place = getelementptr inbounds i32, ptr %second, i1 %i
  %value = load i32, ptr %place
  %expected = select i1 %i, i32 10, i32 20
  %right = icmp eq i32 %value, %expected
  call void @verifier_assert(i1 %right)
  ret i32 %value
}

; expect test_wide_index_fits: proved
define i32 @test_wide_index_fits(i64 %i) {
  %small = icmp ult i64 %i, 4
  call void @verifier_assume(i1 %small)
  %place = getelementptr inbounds i32, ptr @table, i64 %i
  %value = load i32, ptr %place
  ret i32 %value
}

; What is cut off must be the sign.
; expect test_wide_index_is_cut: counterexample flag
define i32 @test_wide_index_is_cut(i64 %i) {
  %low = and i64 %i, 4294967299
  %place = getelementptr inbounds i32, ptr @table, i64 %low
  %value = load i32, ptr %place
  ret i32 %value
}

; expect test_wide_index_is_cut_without_a_promise: proved
define i32 @test_wide_index_is_cut_without_a_promise(i64 %i) {
  %low = and i64 %i, 4294967299
  %place = getelementptr i32, ptr @table, i64 %low
  %value = load i32, ptr %place
  ret i32 %value
}

; expect test_two_indices: proved
define i8 @test_two_indices(i32 %i, i32 %j) {
  %i.fits = icmp ult i32 %i, 3
  %j.fits = icmp ult i32 %j, 4
  call void @verifier_assume(i1 %i.fits)
  call void @verifier_assume(i1 %j.fits)
  %place = getelementptr inbounds [3 x [4 x i8]], ptr @matrix, i32 0, i32 %i, i32 %j
  %value = load i8, ptr %place
  %row = mul i32 %i, 4
  %sum = add i32 %row, %j
  %expected = trunc i32 %sum to i8
  %right = icmp eq i8 %value, %expected
  call void @verifier_assert(i1 %right)
  ret i8 %value
}

; Out of the object and back within one address: each step has to be inside.
; expect test_steps_out_and_back: counterexample bounds
define i8 @test_steps_out_and_back() {
  %place = getelementptr inbounds [3 x [4 x i8]], ptr @matrix, i32 0, i32 4, i32 -8
  %value = load i8, ptr %place
  ret i8 %value
}

; expect test_steps_below_and_back: counterexample bounds
define i8 @test_steps_below_and_back(i32 %j) {
  %j.fits = icmp ult i32 %j, 4
  call void @verifier_assume(i1 %j.fits)
  %far = add i32 %j, 4
  %place = getelementptr inbounds [3 x [4 x i8]], ptr @matrix, i32 0, i32 -1, i32 %far
  %value = load i8, ptr %place
  ret i8 %value
}

; expect test_steps_back_inside: proved
define i8 @test_steps_back_inside() {
  %place = getelementptr inbounds [3 x [4 x i8]], ptr @matrix, i32 0, i32 3, i32 -8
  %value = load i8, ptr %place
  %right = icmp eq i8 %value, 4
  call void @verifier_assert(i1 %right)
  ret i8 %value
}

; A constant address promises as much.
; expect test_constant_address_outside: counterexample bounds
define i1 @test_constant_address_outside() {
  %same = icmp eq ptr getelementptr inbounds ([4 x i32], ptr @table, i32 0, i32 5), @table
  ret i1 %same
}

; expect test_nuw_of_an_address: error
define ptr @test_nuw_of_an_address(i32 %i) {
  %place = getelementptr nuw i8, ptr @table, i32 %i
  ret ptr %place
}

; expect test_order_within_an_object: proved
define i1 @test_order_within_an_object(i32 %i, i32 %j) {
  %i.fits = icmp ule i32 %i, 4
  %j.fits = icmp ule i32 %j, 4
  call void @verifier_assume(i1 %i.fits)
  call void @verifier_assume(i1 %j.fits)
  %p = getelementptr inbounds i32, ptr @table, i32 %i
  %q = getelementptr inbounds i32, ptr @table, i32 %j
  %less = icmp ult ptr %p, %q
  %expected = icmp ult i32 %i, %j
  %right = icmp eq i1 %less, %expected
  call void @verifier_assert(i1 %right)
  ret i1 %less
}

; The linker may put constants in one place whose address does not matter.
; expect test_addresses_that_may_be_one: error
define i1 @test_addresses_that_may_be_one() {
  %same = icmp eq ptr @one, @other
  ret i1 %same
}

; expect test_weak_variable: error
define i32 @test_weak_variable() {
  %value = load i32, ptr @weak
  ret i32 %value
}

; expect test_initialised_by_somebody_else: counterexample assertion
define i32 @test_initialised_by_somebody_else() {
  %value = load i32, ptr @outside
  %five = icmp eq i32 %value, 5
  call void @verifier_assert(i1 %five)
  ret i32 %value
}

; expect test_other_address_space: error
define i32 @test_other_address_space() {
  %place = inttoptr i32 8 to ptr addrspace(256)
  %value = load i32, ptr addrspace(256) %place
  ret i32 %value
}
