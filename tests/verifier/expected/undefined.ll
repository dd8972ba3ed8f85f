; Division, poison, unreachable, assumptions.
declare void @verifier_assume(i1)
declare void @verifier_assert(i1)
declare void @llvm.assume(i1)
declare i32 @unknown(i32)

; expect test_division_by_zero: counterexample division
define i32 @test_division_by_zero(i32 %a, i32 %b) {
  %quotient = udiv i32 %a, %b
  ret i32 %quotient
}

; expect test_signed_division_overflows: counterexample division
define i32 @test_signed_division_overflows(i32 %a) {
  %quotient = sdiv i32 %a, -1
  ret i32 %quotient
}

; expect test_division: proved
define i32 @test_division(i32 %a, i32 %b) {
  %divisor = or i32 %b, 1
  %quotient = udiv i32 %a, %divisor
  ret i32 %quotient
}

; expect test_branch_on_poison: counterexample flag
define i32 @test_branch_on_poison(i32 %a) {
  %sum = add nuw i32 %a, 1
  %zero = icmp eq i32 %sum, 0
  br i1 %zero, label %yes, label %no
yes:
  ret i32 1
no:
  ret i32 2
}

; expect test_branch_on_undef: counterexample poison
define i32 @test_branch_on_undef() {
  br i1 undef, label %yes, label %no
yes:
  ret i32 1
no:
  ret i32 2
}

; expect test_return_of_poison: counterexample poison
define i32 @test_return_of_poison() {
  ret i32 poison
}

; expect test_uninitialised_memory: counterexample poison
define i32 @test_uninitialised_memory() {
  %place = alloca i32
  %value = load i32, ptr %place
  ret i32 %value
}

; expect test_store_of_poison: counterexample poison
define i32 @test_store_of_poison() {
  %place = alloca i32
  store i32 undef, ptr %place
  ret i32 0
}

; expect test_freeze: proved
define i1 @test_freeze() {
  %any = freeze i32 undef
  %same = icmp eq i32 %any, %any
  call void @verifier_assert(i1 %same)
  ret i1 %same
}

; expect test_freeze_is_anything: counterexample assertion
define void @test_freeze_is_anything() {
  %any = freeze i32 undef
  %zero = icmp eq i32 %any, 0
  call void @verifier_assert(i1 %zero)
  ret void
}

; expect test_unreachable_reached: counterexample unreachable
define i32 @test_unreachable_reached(i32 %a) {
  %seven = icmp eq i32 %a, 7
  br i1 %seven, label %yes, label %no
yes:
  unreachable
no:
  ret i32 0
}

; expect test_unreachable_excluded: proved
define i32 @test_unreachable_excluded(i32 %a) {
  %bits = and i32 %a, 3
  switch i32 %bits, label %never [ i32 0, label %done
                                   i32 1, label %done
                                   i32 2, label %done
                                   i32 3, label %done ]
never:
  unreachable
done:
  ret i32 %bits
}

; expect test_assume_is_an_obligation: counterexample assumption
define void @test_assume_is_an_obligation(i1 %a) {
  call void @llvm.assume(i1 %a)
  ret void
}

; expect test_range_attribute_is_an_obligation: counterexample assumption
define range(i32 0, 2) i32 @test_range_attribute_is_an_obligation(i32 %a) {
  ret i32 %a
}

; expect test_range_metadata_is_an_obligation: counterexample assumption
define i32 @test_range_metadata_is_an_obligation(i32 %a) {
  %place = alloca i32
  store i32 %a, ptr %place
  %value = load i32, ptr %place, !range !0
  ret i32 %value
}
!0 = !{i32 5, i32 9}

; expect test_unmodelled_instruction: error
define i32 @test_unmodelled_instruction(i32 %a) {
  %number = sitofp i32 %a to double
  %back = fptosi double %number to i32
  ret i32 %back
}

; expect test_unmodelled_intrinsic: error
declare i64 @llvm.readcyclecounter()
define i64 @test_unmodelled_intrinsic() {
  %now = call i64 @llvm.readcyclecounter()
  ret i64 %now
}

; expect test_volatile: error
define i32 @test_volatile() {
  %place = alloca i32
  store volatile i32 1, ptr %place
  ret i32 0
}

; expect test_vector: error
define i32 @test_vector(i32 %a) {
  %vector = insertelement <2 x i32> zeroinitializer, i32 %a, i32 0
  %sum = add <2 x i32> %vector, %vector
  %element = extractelement <2 x i32> %sum, i32 0
  ret i32 %element
}

; expect test_unknown_function: error
define i32 @test_unknown_function(i32 %a) {
  %result = call i32 @unknown(i32 %a)
  ret i32 %result
}

; expect test_endless_loop: error
define void @test_endless_loop() {
  br label %again
again:
  br label %again
}

; expect test_endless_recursion: error
define i32 @test_endless_recursion(i32 %a) {
  %result = call i32 @test_endless_recursion(i32 %a)
  ret i32 %result
}
