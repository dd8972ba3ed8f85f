; Loops that no number of iterations bounds, for loops_test.
target datalayout = "e-m:e-p:32:32-i64:64-n8:16:32-S128"

; The sum of 2 for each of n iterations.
define i32 @twice(i32 %n) {
start:
  br label %header
header:
  %i = phi i32 [ 0, %start ], [ %next, %body ]
  %sum = phi i32 [ 0, %start ], [ %more, %body ]
  %done = icmp eq i32 %i, %n
  br i1 %done, label %end, label %body
body:
  %more = add i32 %sum, 2
  %next = add nuw i32 %i, 1
  br label %header
end:
  ret i32 %sum
}

; The same through a local variable.
define i32 @twice_in_memory(i32 %n) {
start:
  %sum = alloca i32
  store i32 0, ptr %sum
  br label %header
header:
  %i = phi i32 [ 0, %start ], [ %next, %body ]
  %done = icmp eq i32 %i, %n
  br i1 %done, label %end, label %body
body:
  %before = load i32, ptr %sum
  %more = add i32 %before, 2
  store i32 %more, ptr %sum
  %next = add nuw i32 %i, 1
  br label %header
end:
  %result = load i32, ptr %sum
  ret i32 %result
}
