; Objects, bounds, alignment, constants, pointers.
target datalayout = "e-m:e-p:32:32-i64:64-n8:16:32-S128"
declare void @verifier_assume(i1)
declare void @verifier_assert(i1)
declare void @llvm.memcpy.p0.p0.i32(ptr, ptr, i32, i1)
declare void @llvm.memmove.p0.p0.i32(ptr, ptr, i32, i1)
declare void @llvm.memset.p0.i32(ptr, i8, i32, i1)
declare void @llvm.lifetime.start.p0(i64, ptr)
declare void @llvm.lifetime.end.p0(i64, ptr)

@table = constant [4 x i32] [i32 10, i32 20, i32 30, i32 40]
@variable = global i32 5
@pair = global { i32, i32 } zeroinitializer

; expect test_index_out_of_bounds: counterexample bounds
define i32 @test_index_out_of_bounds(i32 %i) {
  %small = and i32 %i, 7
  %place = getelementptr inbounds [4 x i32], ptr @table, i32 0, i32 %small
  %value = load i32, ptr %place
  ret i32 %value
}

; expect test_index_one_too_far: counterexample bounds
define i32 @test_index_one_too_far(i32 %i) {
  %fits = icmp ule i32 %i, 4
  call void @verifier_assume(i1 %fits)
  %place = getelementptr inbounds [4 x i32], ptr @table, i32 0, i32 %i
  %value = load i32, ptr %place
  ret i32 %value
}

; The address is still one that inbounds allows; the byte is not there any more.
; expect test_byte_behind_the_end: counterexample bounds
define i8 @test_byte_behind_the_end(i32 %i) {
  %fits = icmp ule i32 %i, 16
  call void @verifier_assume(i1 %fits)
  %place = getelementptr inbounds i8, ptr @table, i32 %i
  %value = load i8, ptr %place
  ret i8 %value
}

; expect test_index: proved
define i32 @test_index(i32 %i) {
  %fits = icmp ult i32 %i, 4
  call void @verifier_assume(i1 %fits)
  %place = getelementptr inbounds [4 x i32], ptr @table, i32 0, i32 %i
  %value = load i32, ptr %place
  %next = add i32 %i, 1
  %expected = mul i32 %next, 10
  %right = icmp eq i32 %value, %expected
  call void @verifier_assert(i1 %right)
  ret i32 %value
}

; An index so large that its product with the stride comes back into bounds.
; expect test_index_that_wraps: counterexample flag
define i32 @test_index_that_wraps(i32 %i) {
  %wrapped = icmp eq i32 %i, 1073741825
  call void @verifier_assume(i1 %wrapped)
  %place = getelementptr inbounds [4 x i32], ptr @table, i32 0, i32 %i
  %value = load i32, ptr %place
  ret i32 %value
}

; expect test_two_steps_out_and_back: counterexample bounds
define i32 @test_two_steps_out_and_back() {
  %out = getelementptr inbounds [4 x i32], ptr @table, i32 0, i32 5
  %back = getelementptr inbounds i32, ptr %out, i32 -5
  %value = load i32, ptr %back
  ret i32 %value
}

; expect test_two_steps_without_inbounds: proved
define i32 @test_two_steps_without_inbounds() {
  %out = getelementptr [4 x i32], ptr @table, i32 0, i32 5
  %back = getelementptr i32, ptr %out, i32 -5
  %value = load i32, ptr %back
  ret i32 %value
}

; expect test_misaligned: counterexample alignment
define i32 @test_misaligned() {
  %place = getelementptr inbounds i8, ptr @table, i32 2
  %value = load i32, ptr %place, align 4
  ret i32 %value
}

; expect test_misaligned_as_declared: proved
define i32 @test_misaligned_as_declared() {
  %place = getelementptr inbounds i8, ptr @table, i32 2
  %value = load i32, ptr %place, align 1
  %right = icmp eq i32 %value, 1310720
  call void @verifier_assert(i1 %right)
  ret i32 %value
}

; expect test_store_to_constant: counterexample writable
define void @test_store_to_constant() {
  store i32 1, ptr @table
  ret void
}

; expect test_null: counterexample bounds
define i32 @test_null() {
  %value = load i32, ptr null
  ret i32 %value
}

; A variable may have any value when a function is called.
; expect test_variable_is_unknown: counterexample assertion
define void @test_variable_is_unknown() {
  %value = load i32, ptr @variable
  %five = icmp eq i32 %value, 5
  call void @verifier_assert(i1 %five)
  ret void
}

; expect test_symbolic_store: proved
define i32 @test_symbolic_store(i32 %i, i32 %j, i32 %value) {
  %place = alloca [4 x i32]
  call void @llvm.memset.p0.i32(ptr %place, i8 0, i32 16, i1 false)
  %i.bits = and i32 %i, 3
  %j.bits = and i32 %j, 3
  %to = getelementptr inbounds [4 x i32], ptr %place, i32 0, i32 %i.bits
  store i32 %value, ptr %to
  %from = getelementptr inbounds [4 x i32], ptr %place, i32 0, i32 %j.bits
  %read = load i32, ptr %from
  %same = icmp eq i32 %i.bits, %j.bits
  %expected = select i1 %same, i32 %value, i32 0
  %right = icmp eq i32 %read, %expected
  call void @verifier_assert(i1 %right)
  ret i32 %read
}

; Bytes of a word, stored at an unknown place that may overlap another.
; expect test_symbolic_bytes: proved
define i32 @test_symbolic_bytes(i32 %i, i16 %value) {
  %place = alloca [4 x i8], align 4
  store i32 0, ptr %place
  %i.bits = and i32 %i, 1
  %to = getelementptr inbounds [4 x i8], ptr %place, i32 0, i32 %i.bits
  store i16 %value, ptr %to, align 1
  %read = load i32, ptr %place
  %wide = zext i16 %value to i32
  %shift = shl i32 %i.bits, 3
  %expected = shl i32 %wide, %shift
  %right = icmp eq i32 %read, %expected
  call void @verifier_assert(i1 %right)
  ret i32 %read
}

; expect test_pointer_through_memory: proved
define i32 @test_pointer_through_memory(i1 %which) {
  %place = alloca ptr
  %copy = alloca ptr
  %first = getelementptr inbounds [4 x i32], ptr @table, i32 0, i32 1
  %chosen = select i1 %which, ptr %first, ptr @variable
  store ptr %chosen, ptr %place
  call void @llvm.memcpy.p0.p0.i32(ptr %copy, ptr %place, i32 4, i1 false)
  %read = load ptr, ptr %copy
  %value = load i32, ptr %read
  %twenty = icmp eq i32 %value, 20
  %other = xor i1 %which, true
  %right = or i1 %twenty, %other
  call void @verifier_assert(i1 %right)
  ret i32 %value
}

; expect test_part_of_a_pointer: error
define i8 @test_part_of_a_pointer() {
  %place = alloca ptr
  store ptr @table, ptr %place
  %byte = load i8, ptr %place
  ret i8 %byte
}

; expect test_address_as_number: error
define i32 @test_address_as_number() {
  %number = ptrtoint ptr @table to i32
  %low = and i32 %number, 1
  ret i32 %low
}

; expect test_order_of_different_objects: counterexample comparison
define i1 @test_order_of_different_objects() {
  %less = icmp ult ptr @table, @variable
  ret i1 %less
}

; expect test_different_objects_differ: proved
define i1 @test_different_objects_differ() {
  %same = icmp eq ptr @pair, @variable
  %differ = xor i1 %same, true
  call void @verifier_assert(i1 %differ)
  ret i1 %same
}

; The end of one object may be the beginning of the next.
; expect test_end_of_an_object: counterexample comparison
define i1 @test_end_of_an_object() {
  %end = getelementptr inbounds [4 x i32], ptr @table, i32 1
  %same = icmp eq ptr %end, @variable
  ret i1 %same
}

; expect test_memcpy_overlaps: counterexample overlap
define void @test_memcpy_overlaps() {
  %place = alloca [4 x i32]
  call void @llvm.memset.p0.i32(ptr %place, i8 1, i32 16, i1 false)
  %next = getelementptr inbounds [4 x i32], ptr %place, i32 0, i32 1
  call void @llvm.memcpy.p0.p0.i32(ptr %next, ptr %place, i32 8, i1 false)
  ret void
}

; expect test_memmove_overlaps: proved
define void @test_memmove_overlaps() {
  %place = alloca [4 x i32]
  call void @llvm.memcpy.p0.p0.i32(ptr %place, ptr @table, i32 16, i1 false)
  %next = getelementptr inbounds [4 x i32], ptr %place, i32 0, i32 1
  call void @llvm.memmove.p0.p0.i32(ptr %next, ptr %place, i32 12, i1 false)
  %last = getelementptr inbounds [4 x i32], ptr %place, i32 0, i32 3
  %value = load i32, ptr %last
  %right = icmp eq i32 %value, 30
  call void @verifier_assert(i1 %right)
  ret void
}

; expect test_memset_too_long: counterexample bounds
define void @test_memset_too_long() {
  %place = alloca [4 x i32]
  call void @llvm.memset.p0.i32(ptr %place, i8 1, i32 17, i1 false)
  ret void
}

; expect test_after_its_lifetime: counterexample bounds
define i32 @test_after_its_lifetime() {
  %place = alloca i32
  call void @llvm.lifetime.start.p0(i64 4, ptr %place)
  store i32 1, ptr %place
  call void @llvm.lifetime.end.p0(i64 4, ptr %place)
  %value = load i32, ptr %place
  ret i32 %value
}

define ptr @local() {
  %place = alloca i32
  store i32 1, ptr %place
  ret ptr %place
}

; expect test_local_of_another_call: counterexample bounds
define i32 @test_local_of_another_call() {
  %place = call ptr @local()
  %value = load i32, ptr %place
  ret i32 %value
}

define i32 @changes_its_copy(ptr byval({ i32, i32 }) %copy) {
  %first = load i32, ptr %copy
  store i32 77, ptr %copy
  ret i32 %first
}

; expect test_byval: proved
define i32 @test_byval(i32 %a) {
  %place = alloca { i32, i32 }
  store i32 %a, ptr %place
  %second = getelementptr inbounds { i32, i32 }, ptr %place, i32 0, i32 1
  store i32 2, ptr %second
  %first = call i32 @changes_its_copy(ptr byval({ i32, i32 }) %place)
  %still = load i32, ptr %place
  %same = icmp eq i32 %first, %still
  call void @verifier_assert(i1 %same)
  %unchanged = icmp eq i32 %still, %a
  call void @verifier_assert(i1 %unchanged)
  ret i32 %first
}
