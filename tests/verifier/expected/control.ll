; Paths, loops, merged branches.
declare void @verifier_assume(i1)
declare void @verifier_assert(i1)

; expect test_counting_loop: proved
define i32 @test_counting_loop(i32 %a) {
start:
  br label %loop
loop:
  %i = phi i32 [ 0, %start ], [ %next, %loop ]
  %sum = phi i32 [ %a, %start ], [ %more, %loop ]
  %more = add i32 %sum, 3
  %next = add nuw nsw i32 %i, 1
  %done = icmp eq i32 %next, 10
  br i1 %done, label %end, label %loop
end:
  %expected = add i32 %a, 30
  %right = icmp eq i32 %more, %expected
  call void @verifier_assert(i1 %right)
  ret i32 %more
}

; Phis of a block exchange their values.
; expect test_phis_swap: proved
define i32 @test_phis_swap(i32 %a, i32 %b) {
start:
  br label %loop
loop:
  %x = phi i32 [ %a, %start ], [ %y, %loop ]
  %y = phi i32 [ %b, %start ], [ %x, %loop ]
  %i = phi i32 [ 0, %start ], [ %next, %loop ]
  %next = add i32 %i, 1
  %done = icmp eq i32 %next, 4
  br i1 %done, label %end, label %loop
end:
  %right = icmp eq i32 %x, %b
  call void @verifier_assert(i1 %right)
  ret i32 %x
}

; expect test_unbounded_loop: error
define i32 @test_unbounded_loop(i32 %n) {
start:
  br label %loop
loop:
  %i = phi i32 [ 0, %start ], [ %next, %loop ]
  %next = add i32 %i, 1
  %done = icmp eq i32 %next, %n
  br i1 %done, label %end, label %loop
end:
  ret i32 %next
}

; expect test_obligation_on_one_side: proved
define i32 @test_obligation_on_one_side(i32 %a, i32 %b) {
  %zero = icmp eq i32 %b, 0
  br i1 %zero, label %join, label %divide
divide:
  %quotient = udiv i32 %a, %b
  br label %join
join:
  %result = phi i32 [ 0, %0 ], [ %quotient, %divide ]
  ret i32 %result
}

; expect test_obligation_on_the_wrong_side: counterexample division
define i32 @test_obligation_on_the_wrong_side(i32 %a, i32 %b) {
  %zero = icmp eq i32 %b, 0
  br i1 %zero, label %divide, label %join
divide:
  %quotient = udiv i32 %a, %b
  br label %join
join:
  %result = phi i32 [ 0, %0 ], [ %quotient, %divide ]
  ret i32 %result
}

; Both sides lead to a third block as well, and all meet.
; expect test_short_circuit: proved
define i32 @test_short_circuit(i32 %a, i32 %b) {
  %a.small = icmp ult i32 %a, 10
  br i1 %a.small, label %second, label %no
second:
  %b.small = icmp ult i32 %b, 10
  br i1 %b.small, label %yes, label %no
yes:
  %sum = add nuw i32 %a, %b
  br label %join
no:
  br label %join
join:
  %result = phi i32 [ %sum, %yes ], [ 0, %no ]
  %right = icmp ult i32 %result, 19
  call void @verifier_assert(i1 %right)
  ret i32 %result
}

; expect test_false_claim: counterexample assertion
define i32 @test_false_claim(i32 %a, i32 %b) {
  %less = icmp ult i32 %a, %b
  br i1 %less, label %yes, label %no
yes:
  br label %join
no:
  br label %join
join:
  %larger = phi i32 [ %b, %yes ], [ %a, %no ]
  %right = icmp ugt i32 %larger, %a
  call void @verifier_assert(i1 %right)
  ret i32 %larger
}

; expect test_assumed_away: proved
define void @test_assumed_away(i32 %a) {
  %five = icmp eq i32 %a, 5
  call void @verifier_assume(i1 %five)
  %odd = and i32 %a, 1
  %right = icmp eq i32 %odd, 1
  call void @verifier_assert(i1 %right)
  ret void
}

define internal i32 @factorial(i32 %n) {
  %base = icmp ult i32 %n, 2
  br i1 %base, label %one, label %more
one:
  ret i32 1
more:
  %less = sub i32 %n, 1
  %rest = call i32 @factorial(i32 %less)
  %product = mul i32 %n, %rest
  ret i32 %product
}

; expect test_recursion: proved
define i32 @test_recursion() {
  %result = call i32 @factorial(i32 6)
  %right = icmp eq i32 %result, 720
  call void @verifier_assert(i1 %right)
  ret i32 %result
}
