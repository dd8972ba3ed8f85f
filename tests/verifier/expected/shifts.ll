; Shifts, division and products whose flags promise that nothing is lost.
declare void @verifier_assume(i1)
declare void @verifier_assert(i1)

; expect test_shl_nuw: counterexample flag
define i32 @test_shl_nuw(i32 %a) {
  %b = shl nuw i32 %a, 4
  ret i32 %b
}

; expect test_shl_nuw_of_small: proved
define i32 @test_shl_nuw_of_small(i32 %a) {
  %small = icmp ult i32 %a, 268435456
  call void @verifier_assume(i1 %small)
  %b = shl nuw i32 %a, 4
  %back = lshr i32 %b, 4
  %same = icmp eq i32 %back, %a
  call void @verifier_assert(i1 %same)
  ret i32 %b
}

; The highest bit may be set, which is what nsw forbids.
; expect test_shl_nuw_is_not_nsw: counterexample flag
define i32 @test_shl_nuw_is_not_nsw(i32 %a) {
  %small = icmp ult i32 %a, 268435456
  call void @verifier_assume(i1 %small)
  %b = shl nsw i32 %a, 4
  ret i32 %b
}

; expect test_shl_nsw_of_negative: proved
define i32 @test_shl_nsw_of_negative(i32 %a) {
  %low = icmp sge i32 %a, -134217728
  %high = icmp slt i32 %a, 134217728
  call void @verifier_assume(i1 %low)
  call void @verifier_assume(i1 %high)
  %b = shl nsw i32 %a, 4
  %back = ashr exact i32 %b, 4
  %same = icmp eq i32 %back, %a
  call void @verifier_assert(i1 %same)
  ret i32 %b
}

; -1 loses bits as an unsigned number, not as a signed one.
; expect test_shl_nsw_is_not_nuw: counterexample flag
define i32 @test_shl_nsw_is_not_nuw(i32 %a) {
  %low = icmp sge i32 %a, -134217728
  %high = icmp slt i32 %a, 134217728
  call void @verifier_assume(i1 %low)
  call void @verifier_assume(i1 %high)
  %b = shl nuw nsw i32 %a, 4
  ret i32 %b
}

; expect test_lshr_exact: counterexample flag
define i32 @test_lshr_exact(i32 %a) {
  %even = and i32 %a, -2
  %b = lshr exact i32 %even, 2
  ret i32 %b
}

; expect test_lshr_exact_of_multiple: proved
define i32 @test_lshr_exact_of_multiple(i32 %a) {
  %multiple = and i32 %a, -4
  %b = lshr exact i32 %multiple, 2
  %back = shl nuw i32 %b, 2
  %same = icmp eq i32 %back, %multiple
  call void @verifier_assert(i1 %same)
  ret i32 %b
}

; expect test_ashr_exact: counterexample flag
define i32 @test_ashr_exact(i32 %a) {
  %b = ashr exact i32 %a, 1
  ret i32 %b
}

; expect test_ashr_exact_of_multiple: proved
define i32 @test_ashr_exact_of_multiple(i32 %a) {
  %multiple = and i32 %a, -4
  %b = ashr exact i32 %multiple, 2
  %sign.before = icmp slt i32 %a, 0
  %sign = icmp slt i32 %b, 0
  %same = icmp eq i1 %sign, %sign.before
  call void @verifier_assert(i1 %same)
  ret i32 %b
}

; expect test_ashr_is_no_lshr: counterexample assertion
define i32 @test_ashr_is_no_lshr(i32 %a) {
  %b = ashr i32 %a, 4
  %c = lshr i32 %a, 4
  %same = icmp eq i32 %b, %c
  call void @verifier_assert(i1 %same)
  ret i32 %b
}

; expect test_sdiv_exact: counterexample flag
define i16 @test_sdiv_exact(i16 %a) {
  %b = sdiv exact i16 %a, 6
  ret i16 %b
}

; expect test_sdiv_exact_of_product: proved
define i16 @test_sdiv_exact_of_product(i8 %a) {
  %wide = sext i8 %a to i16
  %product = mul nsw i16 %wide, -6
  %b = sdiv exact i16 %product, -6
  %same = icmp eq i16 %b, %wide
  call void @verifier_assert(i1 %same)
  ret i16 %b
}

; expect test_udiv_exact: counterexample flag
define i16 @test_udiv_exact(i16 %a) {
  %b = udiv exact i16 %a, 12
  ret i16 %b
}

; Signed division rounds to 0, a shift does not.
; expect test_sdiv_is_no_shift: counterexample assertion
define i32 @test_sdiv_is_no_shift(i32 %a) {
  %b = sdiv i32 %a, 4
  %c = ashr i32 %a, 2
  %same = icmp eq i32 %b, %c
  call void @verifier_assert(i1 %same)
  ret i32 %b
}

; expect test_add_nuw: counterexample flag
define i8 @test_add_nuw(i8 %a) {
  %b = add nuw i8 %a, 1
  ret i8 %b
}

; expect test_add_nuw_nsw_of_small: proved
define i8 @test_add_nuw_nsw_of_small(i8 %a, i8 %b) {
  %c = lshr i8 %a, 2
  %d = lshr i8 %b, 2
  %sum = add nuw nsw i8 %c, %d
  %right = icmp ult i8 %sum, 127
  call void @verifier_assert(i1 %right)
  ret i8 %sum
}

; expect test_sub_nsw: counterexample flag
define i8 @test_sub_nsw(i8 %a) {
  %b = sub nsw i8 0, %a
  ret i8 %b
}

; expect test_sub_nuw_of_larger: proved
define i8 @test_sub_nuw_of_larger(i8 %a, i8 %b) {
  %larger = icmp uge i8 %a, %b
  call void @verifier_assume(i1 %larger)
  %c = sub nuw i8 %a, %b
  %right = icmp ule i8 %c, %a
  call void @verifier_assert(i1 %right)
  ret i8 %c
}

; expect test_mul_nsw: counterexample flag
define i8 @test_mul_nsw(i8 %a) {
  %small = icmp ult i8 %a, 32
  call void @verifier_assume(i1 %small)
  %b = mul nuw nsw i8 %a, 5
  ret i8 %b
}

; expect test_mul_nuw_of_small: proved
define i8 @test_mul_nuw_of_small(i8 %a) {
  %small = icmp ult i8 %a, 32
  call void @verifier_assume(i1 %small)
  %b = mul nuw i8 %a, 5
  ret i8 %b
}

; expect test_or_disjoint_is_sum: proved
define i32 @test_or_disjoint_is_sum(i32 %a, i32 %b) {
  %high = and i32 %a, -256
  %low = and i32 %b, 255
  %both = or disjoint i32 %high, %low
  %sum = add i32 %high, %low
  %same = icmp eq i32 %both, %sum
  call void @verifier_assert(i1 %same)
  ret i32 %both
}

; expect test_or_disjoint_overlaps: counterexample flag
define i32 @test_or_disjoint_overlaps(i32 %a, i32 %b) {
  %high = and i32 %a, -256
  %low = and i32 %b, 511
  %both = or disjoint i32 %high, %low
  ret i32 %both
}
