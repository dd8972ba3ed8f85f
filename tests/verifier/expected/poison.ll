; Where poison goes, and where it must not.
declare void @verifier_assume(i1)
declare void @verifier_assert(i1)

; expect test_select_takes_the_other: proved
define i32 @test_select_takes_the_other(i32 %a, i32 %b) {
  %large = icmp ugt i32 %a, 100
  %sum = add nuw i32 %a, -101
  %chosen = select i1 %large, i32 %b, i32 %sum
  ret i32 %chosen
}

; expect test_select_takes_poison: counterexample poison
define i32 @test_select_takes_poison(i32 %a, i32 %b) {
  %large = icmp ugt i32 %a, 101
  %sum = add nuw i32 %a, -101
  %chosen = select i1 %large, i32 %sum, i32 %b
  ret i32 %chosen
}

; expect test_select_by_poison: counterexample flag
define i32 @test_select_by_poison(i32 %a, i32 %b) {
  %sum = add nuw i32 %a, 1
  %zero = icmp eq i32 %sum, 0
  %chosen = select i1 %zero, i32 %b, i32 7
  ret i32 %chosen
}

; Also where both sides are the same.
; expect test_select_of_equals_by_poison: counterexample flag
define i32 @test_select_of_equals_by_poison(i32 %a, i32 %b) {
  %sum = add nuw i32 %a, 1
  %zero = icmp eq i32 %sum, 0
  %chosen = select i1 %zero, i32 %b, i32 %b
  ret i32 %chosen
}

; Of truth values, select looks at its second operand only where it is chosen; `and` looks at both.
; expect test_select_as_and: proved
define i1 @test_select_as_and(i32 %a) {
  %small = icmp ult i32 %a, 10
  %sum = add nuw i32 %a, -10
  %zero = icmp eq i32 %sum, 0
  %both = select i1 %small, i1 %zero, i1 false
  ret i1 %both
}

; expect test_and_of_poison: counterexample flag
define i1 @test_and_of_poison(i32 %a) {
  %small = icmp ult i32 %a, 10
  %sum = add nuw i32 %a, -10
  %zero = icmp eq i32 %sum, 0
  %both = and i1 %small, %zero
  ret i1 %both
}

; expect test_phi_of_poison: proved
define i32 @test_phi_of_poison(i32 %a) {
  %small = icmp ult i32 %a, 10
  %sum = add nuw i32 %a, -10
  br i1 %small, label %yes, label %join
yes:
  br label %join
join:
  %chosen = phi i32 [ 0, %0 ], [ %sum, %yes ]
  ret i32 %chosen
}

; expect test_phi_takes_poison: counterexample poison
define i32 @test_phi_takes_poison(i32 %a) {
  %small = icmp ult i32 %a, 10
  %sum = add nuw i32 %a, -10
  br i1 %small, label %yes, label %join
yes:
  br label %join
join:
  %chosen = phi i32 [ %sum, %0 ], [ 0, %yes ]
  ret i32 %chosen
}

; expect test_freeze_stops_poison: proved
define i1 @test_freeze_stops_poison(i32 %a) {
  %sum = add nuw i32 %a, 1
  %some = freeze i32 %sum
  %zero = icmp eq i32 %some, 0
  ret i1 %zero
}

; Frozen poison is anything, but a value that is none stays.
; expect test_freeze_of_poison_is_no_sum: counterexample assertion
define void @test_freeze_of_poison_is_no_sum(i32 %a) {
  %sum = add nuw i32 %a, 1
  %some = freeze i32 %sum
  %plain = add i32 %a, 1
  %same = icmp eq i32 %some, %plain
  call void @verifier_assert(i1 %same)
  ret void
}

; expect test_freeze_of_a_value: proved
define void @test_freeze_of_a_value(i32 %a) {
  %less = icmp ult i32 %a, -1
  call void @verifier_assume(i1 %less)
  %sum = add nuw i32 %a, 1
  %some = freeze i32 %sum
  %plain = add i32 %a, 1
  %same = icmp eq i32 %some, %plain
  call void @verifier_assert(i1 %same)
  ret void
}

; expect test_two_freezes: counterexample assertion
define void @test_two_freezes() {
  %one = freeze i8 undef
  %other = freeze i8 undef
  %same = icmp eq i8 %one, %other
  call void @verifier_assert(i1 %same)
  ret void
}

; expect test_switch_on_poison: counterexample flag
define i32 @test_switch_on_poison(i32 %a) {
  %sum = add nuw i32 %a, 1
  switch i32 %sum, label %no [ i32 0, label %yes ]
yes:
  ret i32 1
no:
  ret i32 0
}

; expect test_division_by_poison: counterexample poison
define i32 @test_division_by_poison(i32 %a) {
  %quotient = udiv i32 %a, poison
  ret i32 %quotient
}

; expect test_address_of_poison: counterexample flag
define i32 @test_address_of_poison(i32 %a) {
  %place = alloca [2 x i32]
  store [2 x i32] zeroinitializer, ptr %place
  %sum = add nuw i32 %a, 1
  %bit = and i32 %sum, 1
  %to = getelementptr [2 x i32], ptr %place, i32 0, i32 %bit
  %value = load i32, ptr %to
  ret i32 %value
}

; A member that is poison does no harm to the others.
; expect test_member_beside_poison: proved
define i32 @test_member_beside_poison(i32 %a) {
  %pair = insertvalue { i32, i32 } poison, i32 %a, 1
  %back = extractvalue { i32, i32 } %pair, 1
  %same = icmp eq i32 %a, %back
  call void @verifier_assert(i1 %same)
  ret i32 %back
}

; expect test_member_of_poison: counterexample poison
define i32 @test_member_of_poison(i32 %a) {
  %pair = insertvalue { i32, i32 } poison, i32 %a, 1
  %back = extractvalue { i32, i32 } %pair, 0
  ret i32 %back
}
