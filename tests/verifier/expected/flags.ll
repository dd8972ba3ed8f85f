; What instructions' flags promise is an obligation where the result is used.
declare void @verifier_assume(i1)
declare void @verifier_assert(i1)

; expect test_add_nsw_overflows: counterexample flag
define i32 @test_add_nsw_overflows(i32 %a, i32 %b) {
  %sum = add nsw i32 %a, %b
  ret i32 %sum
}

; expect test_add_nsw_in_range: proved
define i32 @test_add_nsw_in_range(i32 %a) {
  %small = icmp slt i32 %a, 2147483647
  call void @verifier_assume(i1 %small)
  %sum = add nsw i32 %a, 1
  ret i32 %sum
}

; The promise may be broken where nobody looks at the result.
; expect test_unused_overflow: proved
define i32 @test_unused_overflow(i32 %a) {
  %sum = add nsw i32 %a, 1
  %top = icmp eq i32 %a, 2147483647
  %safe = select i1 %top, i32 0, i32 %sum
  ret i32 %safe
}

; expect test_sub_nuw_borrows: counterexample flag
define i32 @test_sub_nuw_borrows(i32 %a) {
  %difference = sub nuw i32 %a, 1
  ret i32 %difference
}

; expect test_mul_nuw: counterexample flag
define i16 @test_mul_nuw(i16 %a) {
  %product = mul nuw i16 %a, 3
  ret i16 %product
}

; expect test_exact: counterexample flag
define i32 @test_exact(i32 %a) {
  %half = lshr exact i32 %a, 1
  ret i32 %half
}

; expect test_exact_of_even: proved
define i32 @test_exact_of_even(i32 %a) {
  %even = shl i32 %a, 1
  %half = lshr exact i32 %even, 1
  ret i32 %half
}

; expect test_disjoint: counterexample flag
define i32 @test_disjoint(i32 %a) {
  %both = or disjoint i32 %a, 4
  ret i32 %both
}

; expect test_disjoint_above: proved
define i32 @test_disjoint_above(i32 %a) {
  %high = shl i32 %a, 12
  %both = or disjoint i32 %high, 7
  ret i32 %both
}

; expect test_nneg: counterexample flag
define i64 @test_nneg(i32 %a) {
  %wide = zext nneg i32 %a to i64
  ret i64 %wide
}

; expect test_trunc_nuw: counterexample flag
define i8 @test_trunc_nuw(i32 %a) {
  %low = trunc nuw i32 %a to i8
  ret i8 %low
}

; expect test_shift_amount: counterexample flag
define i32 @test_shift_amount(i32 %a) {
  %one = shl i32 1, %a
  ret i32 %one
}

; expect test_shift_amount_masked: proved
define i32 @test_shift_amount_masked(i32 %a) {
  %amount = and i32 %a, 31
  %one = shl i32 1, %amount
  ret i32 %one
}
