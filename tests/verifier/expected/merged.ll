; Branches that are executed side by side: what is required on one side is required there only, and results are chosen between.
declare void @verifier_assume(i1)
declare void @verifier_assert(i1)
declare void @llvm.assume(i1)

@table = constant [4 x i32] [i32 10, i32 20, i32 30, i32 40]

; expect test_access_on_one_side: proved
define i32 @test_access_on_one_side(i32 %i) {
  %fits = icmp ult i32 %i, 4
  br i1 %fits, label %look, label %join
look:
  %place = getelementptr inbounds [4 x i32], ptr @table, i32 0, i32 %i
  %value = load i32, ptr %place
  br label %join
join:
  %result = phi i32 [ 0, %0 ], [ %value, %look ]
  %right = icmp ult i32 %result, 41
  call void @verifier_assert(i1 %right)
  ret i32 %result
}

; expect test_access_on_both_sides: counterexample bounds
define i32 @test_access_on_both_sides(i32 %i) {
  %fits = icmp ult i32 %i, 4
  br i1 %fits, label %look, label %other
look:
  %place = getelementptr inbounds [4 x i32], ptr @table, i32 0, i32 %i
  %value = load i32, ptr %place
  br label %join
other:
  %place.other = getelementptr inbounds [4 x i32], ptr @table, i32 0, i32 %i
  %value.other = load i32, ptr %place.other
  br label %join
join:
  %result = phi i32 [ %value.other, %other ], [ %value, %look ]
  ret i32 %result
}

; What was shown on one side does not hold behind it.
; expect test_after_the_side: counterexample division
define i32 @test_after_the_side(i32 %a, i32 %b) {
  %some = icmp ne i32 %b, 0
  br i1 %some, label %divide, label %join
divide:
  %quotient = udiv i32 %a, %b
  br label %join
join:
  %result = phi i32 [ 0, %0 ], [ %quotient, %divide ]
  %again = udiv i32 %result, %b
  ret i32 %again
}

; An assumption within a side is an obligation there, and holds nowhere else.
; expect test_assumption_on_one_side: proved
define i32 @test_assumption_on_one_side(i32 %a) {
  %five = icmp eq i32 %a, 5
  br i1 %five, label %side, label %join
side:
  %odd = trunc i32 %a to i1
  call void @llvm.assume(i1 %odd)
  br label %join
join:
  %result = phi i32 [ 0, %0 ], [ 1, %side ]
  ret i32 %result
}

; expect test_assumption_ends_with_the_side: counterexample assertion
define i32 @test_assumption_ends_with_the_side(i32 %a) {
  %five = icmp eq i32 %a, 5
  br i1 %five, label %side, label %join
side:
  %odd = trunc i32 %a to i1
  call void @llvm.assume(i1 %odd)
  br label %join
join:
  %result = phi i32 [ 0, %0 ], [ 1, %side ]
  %bit = trunc i32 %a to i1
  call void @verifier_assert(i1 %bit)
  ret i32 %result
}

; Three ways into one block, one of them through two conditions.
; expect test_three_ways: proved
define i32 @test_three_ways(i32 %a, i32 %b) {
  %a.zero = icmp eq i32 %a, 0
  br i1 %a.zero, label %join, label %second
second:
  %b.zero = icmp eq i32 %b, 0
  br i1 %b.zero, label %join, label %third
third:
  %quotient = udiv i32 %a, %b
  br label %join
join:
  %result = phi i32 [ 1, %0 ], [ 2, %second ], [ %quotient, %third ]
  %was.one = icmp eq i32 %result, 1
  %implied = xor i1 %a.zero, true
  %right = or i1 %was.one, %implied
  call void @verifier_assert(i1 %right)
  ret i32 %result
}

; The values of two ways are not exchanged.
; expect test_ways_are_exchanged: counterexample assertion
define i32 @test_ways_are_exchanged(i32 %a, i32 %b) {
  %a.zero = icmp eq i32 %a, 0
  br i1 %a.zero, label %join, label %second
second:
  %b.zero = icmp eq i32 %b, 0
  br i1 %b.zero, label %join, label %third
third:
  br label %join
join:
  %result = phi i32 [ 2, %0 ], [ 1, %second ], [ 3, %third ]
  %expected = select i1 %a.zero, i32 1, i32 %result
  %right = icmp eq i32 %result, %expected
  call void @verifier_assert(i1 %right)
  ret i32 %result
}

; A phi of a phi: the condition of the inner join goes with it.
; expect test_merged_twice: proved
define i32 @test_merged_twice(i32 %a, i32 %b) {
  %less = icmp ult i32 %a, %b
  br i1 %less, label %left, label %outer
left:
  %far = sub nuw i32 %b, %a
  %large = icmp ugt i32 %far, 100
  br i1 %large, label %cap, label %inner
cap:
  br label %inner
inner:
  %capped = phi i32 [ %far, %left ], [ 100, %cap ]
  br label %outer
outer:
  %distance = phi i32 [ 0, %0 ], [ %capped, %inner ]
  %right = icmp ule i32 %distance, 100
  call void @verifier_assert(i1 %right)
  %zero = icmp eq i32 %distance, 0
  %differ = icmp uge i32 %a, %b
  %same = icmp eq i1 %zero, %differ
  call void @verifier_assert(i1 %same)
  ret i32 %distance
}

; expect test_poison_of_the_other_side: proved
define i32 @test_poison_of_the_other_side(i32 %a) {
  %small = icmp ult i32 %a, 10
  br i1 %small, label %left, label %right
left:
  %up = add nuw i32 %a, 10
  br label %join
right:
  %down = sub nuw i32 %a, 10
  br label %join
join:
  %result = phi i32 [ %up, %left ], [ %down, %right ]
  ret i32 %result
}

; expect test_poison_of_this_side: counterexample poison
define i32 @test_poison_of_this_side(i32 %a) {
  %small = icmp ult i32 %a, 10
  br i1 %small, label %left, label %right
left:
  %up = sub nuw i32 %a, 1
  br label %join
right:
  %down = sub nuw i32 %a, 10
  br label %join
join:
  %result = phi i32 [ %up, %left ], [ %down, %right ]
  ret i32 %result
}

; expect test_switch: proved
define i32 @test_switch(i8 %a) {
  switch i8 %a, label %other [ i8 0, label %zero
                               i8 1, label %low
                               i8 2, label %low
                               i8 3, label %low
                               i8 100, label %hundred
                               i8 -1, label %last
                               i8 -128, label %top ]
zero:
  br label %join
low:
  br label %join
hundred:
  br label %join
last:
  br label %join
top:
  br label %join
other:
  br label %join
join:
  %result = phi i32 [ 0, %zero ], [ 1, %low ], [ 100, %hundred ], [ 255, %last ], [ 128, %top ], [ 7, %other ]
  %is.last = icmp eq i8 %a, 255
  %says.last = icmp eq i32 %result, 255
  %right.last = icmp eq i1 %is.last, %says.last
  call void @verifier_assert(i1 %right.last)
  %before = add i8 %a, -1
  %is.low = icmp ult i8 %before, 3
  %says.low = icmp eq i32 %result, 1
  %right.low = icmp eq i1 %is.low, %says.low
  call void @verifier_assert(i1 %right.low)
  ret i32 %result
}

; expect test_default_of_a_switch: counterexample assertion
define i32 @test_default_of_a_switch(i8 %a) {
  switch i8 %a, label %other [ i8 0, label %known
                               i8 1, label %known
                               i8 2, label %known
                               i8 -1, label %known ]
known:
  br label %join
other:
  br label %join
join:
  %result = phi i32 [ 0, %known ], [ 1, %other ]
  %small = icmp slt i8 %a, 3
  %zero = icmp eq i32 %result, 0
  %right = icmp eq i1 %small, %zero
  call void @verifier_assert(i1 %right)
  ret i32 %result
}
