; Integers that fill no bytes, and their extension and truncation; comparisons at their corners.
target datalayout = "e-m:e-p:32:32-i64:64-n8:16:32-S128"
declare void @verifier_assume(i1)
declare void @verifier_assert(i1)

; A bit that was stored comes back as a bit.
; expect test_bit_in_memory: proved
define i1 @test_bit_in_memory(i1 %bit) {
  %place = alloca i1
  store i1 %bit, ptr %place
  %again = load i1, ptr %place
  %same = icmp eq i1 %bit, %again
  call void @verifier_assert(i1 %same)
  ret i1 %again
}

; The lowest bit of the byte is that bit.
; expect test_bit_in_a_byte: proved
define i1 @test_bit_in_a_byte(i1 %bit) {
  %place = alloca i1
  store i1 %bit, ptr %place
  %byte = load i8, ptr %place
  %low = trunc i8 %byte to i1
  %same = icmp eq i1 %bit, %low
  call void @verifier_assert(i1 %same)
  ret i1 %low
}

; What is above it is not specified.
; expect test_rest_of_a_byte: counterexample assertion
define i8 @test_rest_of_a_byte(i1 %bit) {
  %place = alloca i1
  store i1 %bit, ptr %place
  %byte = load i8, ptr %place
  %small = icmp ult i8 %byte, 2
  call void @verifier_assert(i1 %small)
  ret i8 %byte
}

; Nor is it the same after another store.
; expect test_rest_of_another_byte: counterexample assertion
define i8 @test_rest_of_another_byte(i1 %bit) {
  %place = alloca i1
  store i1 %bit, ptr %place
  %byte = load i8, ptr %place
  store i1 %bit, ptr %place
  %other = load i8, ptr %place
  %same = icmp eq i8 %byte, %other
  call void @verifier_assert(i1 %same)
  ret i8 %byte
}

; expect test_byte_as_a_bit: counterexample poison
define i1 @test_byte_as_a_bit(i8 %byte) {
  %place = alloca i8
  store i8 %byte, ptr %place
  %bit = load i1, ptr %place
  ret i1 %bit
}

; expect test_33_bits_in_memory: proved
define i33 @test_33_bits_in_memory(i33 %a) {
  %place = alloca i33
  store i33 %a, ptr %place
  %again = load i33, ptr %place
  %same = icmp eq i33 %a, %again
  call void @verifier_assert(i1 %same)
  %low = load i32, ptr %place
  %narrow = trunc i33 %a to i32
  %same.low = icmp eq i32 %low, %narrow
  call void @verifier_assert(i1 %same.low)
  ret i33 %again
}

; Seven bits of the last byte.
; expect test_33_bits_as_40: counterexample assertion
define i40 @test_33_bits_as_40(i33 %a) {
  %place = alloca i33
  store i33 %a, ptr %place
  %all = load i40, ptr %place
  %wide = zext i33 %a to i40
  %same = icmp eq i40 %all, %wide
  call void @verifier_assert(i1 %same)
  ret i40 %all
}

; expect test_7_bits_wrap: proved
define i7 @test_7_bits_wrap() {
  %sum = add i7 100, 100
  %right = icmp eq i7 %sum, 72
  call void @verifier_assert(i1 %right)
  %product = mul i7 %sum, 3
  %right.product = icmp eq i7 %product, 88
  call void @verifier_assert(i1 %right.product)
  ret i7 %product
}

; expect test_7_bits_nuw: counterexample flag
define i7 @test_7_bits_nuw(i7 %a) {
  %small = icmp ult i7 %a, 65
  call void @verifier_assume(i1 %small)
  %sum = add nuw i7 %a, 64
  ret i7 %sum
}

; expect test_7_bits_nsw: proved
define i7 @test_7_bits_nsw(i7 %a) {
  %small = icmp slt i7 %a, 63
  call void @verifier_assume(i1 %small)
  %sum = add nsw i7 %a, 1
  ret i7 %sum
}

; The highest bit of seven is a sign.
; expect test_7_bits_signed: proved
define i1 @test_7_bits_signed(i7 %a) {
  %negative = icmp slt i7 %a, 0
  %bit = lshr i7 %a, 6
  %high = trunc nuw i7 %bit to i1
  %same = icmp eq i1 %negative, %high
  call void @verifier_assert(i1 %same)
  %wide = sext i7 %a to i33
  %minus = icmp slt i33 %wide, 0
  %same.wide = icmp eq i1 %minus, %high
  call void @verifier_assert(i1 %same.wide)
  ret i1 %high
}

; The one bit that is set is the sign: -1, less than 0.
; expect test_one_bit_signed: proved
define i32 @test_one_bit_signed(i1 %a) {
  %wide = sext i1 %a to i32
  %minus = icmp slt i1 %a, 0
  %expected = select i1 %minus, i32 -1, i32 0
  %right = icmp eq i32 %wide, %expected
  call void @verifier_assert(i1 %right)
  ret i32 %wide
}

; expect test_zext_is_no_sext: counterexample assertion
define i32 @test_zext_is_no_sext(i7 %a) {
  %wide = zext i7 %a to i32
  %signed = sext i7 %a to i32
  %same = icmp eq i32 %wide, %signed
  call void @verifier_assert(i1 %same)
  ret i32 %wide
}

; expect test_nneg_of_33_bits: counterexample flag
define i64 @test_nneg_of_33_bits(i33 %a) {
  %wide = zext nneg i33 %a to i64
  ret i64 %wide
}

; expect test_nneg_after_a_check: proved
define i64 @test_nneg_after_a_check(i33 %a) {
  %fits = icmp sgt i33 %a, -1
  call void @verifier_assume(i1 %fits)
  %wide = zext nneg i33 %a to i64
  %small = icmp ult i64 %wide, 4294967296
  call void @verifier_assert(i1 %small)
  ret i64 %wide
}

; expect test_trunc_nsw: counterexample flag
define i7 @test_trunc_nsw(i33 %a) {
  %fits = icmp ult i33 %a, 128
  call void @verifier_assume(i1 %fits)
  %low = trunc nsw i33 %a to i7
  ret i7 %low
}

; expect test_trunc_nuw_of_what_fits: proved
define i7 @test_trunc_nuw_of_what_fits(i33 %a) {
  %fits = icmp ult i33 %a, 128
  call void @verifier_assume(i1 %fits)
  %low = trunc nuw i33 %a to i7
  %back = zext i7 %low to i33
  %same = icmp eq i33 %back, %a
  call void @verifier_assert(i1 %same)
  ret i7 %low
}

; expect test_shift_of_33_bits_by_33: counterexample flag
define i33 @test_shift_of_33_bits_by_33(i33 %a, i33 %by) {
  %fits = icmp ule i33 %by, 33
  call void @verifier_assume(i1 %fits)
  %shifted = lshr i33 %a, %by
  ret i33 %shifted
}

; expect test_division_of_7_bits: counterexample division
define i7 @test_division_of_7_bits(i7 %a, i7 %b) {
  %odd = or i7 %b, 1
  %quotient = sdiv i7 %a, %odd
  ret i7 %quotient
}
