; Attributes and metadata: promises are kept, or known not to be; those that nobody knows are errors.
target datalayout = "e-m:e-p:32:32-i64:64-n8:16:32-S128"
declare void @verifier_assume(i1)
declare void @verifier_assert(i1)
declare void @llvm.memset.p0.i32(ptr, i8, i32, i1)
declare void @takes(ptr)

@table = constant [4 x i32] [i32 10, i32 20, i32 30, i32 40]

define internal void @writes(ptr %place) {
  store i32 1, ptr %place
  ret void
}

; expect test_tail_call_touches_local: counterexample bounds
define i32 @test_tail_call_touches_local() {
  %place = alloca i32
  store i32 5, ptr %place
  tail call void @writes(ptr %place)
  %value = load i32, ptr %place
  ret i32 %value
}

; expect test_call_touches_local: proved
define i32 @test_call_touches_local() {
  %place = alloca i32
  store i32 5, ptr %place
  call void @writes(ptr %place)
  %value = load i32, ptr %place
  %one = icmp eq i32 %value, 1
  call void @verifier_assert(i1 %one)
  ret i32 %value
}

define internal void @passes_on(ptr %place) {
  tail call void @writes(ptr %place)
  ret void
}

; The variable is not of the caller whose call is marked.
; expect test_tail_call_touches_local_of_another: proved
define i32 @test_tail_call_touches_local_of_another() {
  %place = alloca i32
  call void @passes_on(ptr %place)
  %value = load i32, ptr %place
  ret i32 %value
}

; expect test_tail_call_touches_local_deeper: counterexample bounds
define i32 @test_tail_call_touches_local_deeper() {
  %place = alloca i32
  tail call void @passes_on(ptr %place)
  ret i32 1
}

; expect test_tail_call_of_an_intrinsic: counterexample bounds
define i32 @test_tail_call_of_an_intrinsic() {
  %place = alloca i32
  tail call void @llvm.memset.p0.i32(ptr %place, i8 0, i32 4, i1 false)
  %value = load i32, ptr %place
  ret i32 %value
}

; expect test_tail_call_outside_sees_local: error
define void @test_tail_call_outside_sees_local() {
  %place = alloca i32
  tail call void @takes(ptr %place)
  ret void
}

define internal i32 @reads_its_copy(ptr byval(i32) %copy) {
  %value = load i32, ptr %copy
  ret i32 %value
}

; What is passed by value is a copy.
; expect test_tail_call_by_value: proved
define i32 @test_tail_call_by_value(i32 %a) {
  %place = alloca i32
  store i32 %a, ptr %place
  %value = tail call i32 @reads_its_copy(ptr byval(i32) %place)
  %same = icmp eq i32 %value, %a
  call void @verifier_assert(i1 %same)
  ret i32 %value
}

define internal i32 @is_marked_musttail(i32 %a) {
  %value = musttail call i32 @same(i32 %a)
  ret i32 %value
}
define internal i32 @same(i32 %a) {
  ret i32 %a
}

; expect test_call_of_musttail: error
define i32 @test_call_of_musttail(i32 %a) {
  %value = call i32 @is_marked_musttail(i32 %a)
  ret i32 %value
}

define internal void @comes_back(i1 %a) noreturn {
  br i1 %a, label %back, label %never
back:
  ret void
never:
  unreachable
}

; expect test_noreturn_returns: counterexample unreachable
define void @test_noreturn_returns() {
  call void @comes_back(i1 true)
  unreachable
}

define internal void @nothing() {
  ret void
}

; expect test_call_marked_noreturn_returns: counterexample unreachable
define void @test_call_marked_noreturn_returns() {
  call void @nothing() noreturn
  ret void
}

; expect test_noreturn_itself: counterexample unreachable
define void @test_noreturn_itself() noreturn {
  ret void
}

; expect test_noreturn_is_not_called: proved
define void @test_noreturn_is_not_called(i32 %a) {
  %bits = and i32 %a, 3
  %large = icmp ugt i32 %bits, 3
  br i1 %large, label %panic, label %done
panic:
  call void @comes_back(i1 false)
  unreachable
done:
  ret void
}

define internal dereferenceable(16) ptr @sixteen(i32 %i) {
  %place = getelementptr inbounds [4 x i32], ptr @table, i32 0, i32 %i
  ret ptr %place
}

; expect test_dereferenceable_result: proved
define i32 @test_dereferenceable_result() {
  %place = call dereferenceable(16) ptr @sixteen(i32 0)
  %value = load i32, ptr %place
  ret i32 %value
}

; expect test_dereferenceable_result_ends_before: counterexample assumption
define i32 @test_dereferenceable_result_ends_before() {
  %place = call dereferenceable(16) ptr @sixteen(i32 1)
  %value = load i32, ptr %place
  ret i32 %value
}

define internal void @takes_eight(ptr dereferenceable(8) %place) {
  ret void
}

; expect test_dereferenceable_parameter: counterexample assumption
define void @test_dereferenceable_parameter() {
  %place = alloca i32
  call void @takes_eight(ptr %place)
  ret void
}

; expect test_dereferenceable_null: counterexample assumption
define void @test_dereferenceable_null() {
  call void @takes_eight(ptr null)
  ret void
}

define internal void @takes_eight_or_null(ptr dereferenceable_or_null(8) %place) {
  ret void
}

; expect test_dereferenceable_or_null: proved
define void @test_dereferenceable_or_null() {
  %place = alloca i64
  call void @takes_eight_or_null(ptr %place)
  call void @takes_eight_or_null(ptr null)
  ret void
}

; expect test_dereferenceable_or_null_too_small: counterexample assumption
define void @test_dereferenceable_or_null_too_small() {
  %place = alloca i32
  call void @takes_eight_or_null(ptr %place)
  ret void
}

; expect test_dereferenceable_of_an_intrinsic: counterexample assumption
define void @test_dereferenceable_of_an_intrinsic() {
  %place = alloca [4 x i8]
  call void @llvm.memset.p0.i32(ptr dereferenceable(5) %place, i8 0, i32 4, i1 false)
  ret void
}

; expect test_dereferenceable_load: counterexample assumption
define void @test_dereferenceable_load() {
  %place = alloca ptr
  store ptr @table, ptr %place
  %value = load ptr, ptr %place, !dereferenceable !0
  ret void
}

define internal void @takes_an_object(ptr nonnull %place) {
  ret void
}

; expect test_nonnull: counterexample assumption
define void @test_nonnull() {
  call void @takes_an_object(ptr null)
  ret void
}

; Outside of its object an address may be anything.
; expect test_nonnull_outside: counterexample assumption
define void @test_nonnull_outside(i32 %i) {
  %place = getelementptr i8, ptr @table, i32 %i
  call void @takes_an_object(ptr %place)
  ret void
}

; expect test_nonnull_inside: proved
define void @test_nonnull_inside(i32 %i) {
  %low = and i32 %i, 15
  %place = getelementptr i8, ptr @table, i32 %low
  call void @takes_an_object(ptr %place)
  ret void
}

define internal i32 @returns_its_argument(i32 returned %a) {
  %zero = icmp eq i32 %a, 0
  %result = select i1 %zero, i32 1, i32 %a
  ret i32 %result
}

; expect test_returned: counterexample assumption
define i32 @test_returned(i32 %a) {
  %result = call i32 @returns_its_argument(i32 %a)
  ret i32 %result
}

; expect test_returned_of_others: proved
define i32 @test_returned_of_others(i32 %a) {
  %some = or i32 %a, 1
  %result = call i32 @returns_its_argument(i32 %some)
  ret i32 %result
}

define internal void @takes_a_small(i32 range(i32 -2, 5) %a) {
  ret void
}

; expect test_range_through_zero: proved
define void @test_range_through_zero(i32 %a) {
  %low = and i32 %a, 3
  %some = sub nsw i32 %low, 2
  call void @takes_a_small(i32 %some)
  ret void
}

; expect test_range_of_a_parameter: counterexample assumption
define void @test_range_of_a_parameter(i32 %a) {
  %low = and i32 %a, 7
  call void @takes_a_small(i32 %low)
  ret void
}

; Two ranges.
; expect test_range_metadata: proved
define i32 @test_range_metadata(i1 %a) {
  %place = alloca i32
  %some = select i1 %a, i32 6, i32 -3
  store i32 %some, ptr %place
  %value = load i32, ptr %place, !range !1
  ret i32 %value
}

; expect test_between_two_ranges: counterexample assumption
define i32 @test_between_two_ranges(i1 %a) {
  %place = alloca i32
  %some = select i1 %a, i32 6, i32 0
  store i32 %some, ptr %place
  %value = load i32, ptr %place, !range !1
  ret i32 %value
}

; expect test_noundef_load: counterexample poison
define void @test_noundef_load() {
  %place = alloca i32
  %value = load i32, ptr %place, !noundef !2
  ret void
}

; expect test_unknown_metadata: error
define i32 @test_unknown_metadata() {
  %value = load i32, ptr @table, !invariant.group !2
  ret i32 %value
}

define internal void @twice() returns_twice {
  ret void
}

; expect test_unknown_attribute: error
define void @test_unknown_attribute() {
  call void @twice()
  ret void
}

define internal void @has_a_word() "promises-something" {
  ret void
}

; expect test_unknown_word: error
define void @test_unknown_word() {
  call void @has_a_word()
  ret void
}

; expect test_bundle: error
define void @test_bundle() {
  call void @nothing() [ "deopt"() ]
  ret void
}

; expect test_other_convention: error
define void @test_other_convention() {
  call fastcc void @nothing()
  ret void
}

; Also through an address that is known only when the call is executed.
; expect test_other_convention_through_memory: error
define void @test_other_convention_through_memory() {
  %place = alloca ptr
  store ptr @nothing, ptr %place
  %callee = load ptr, ptr %place
  call fastcc void %callee()
  ret void
}

; expect test_call_through_memory: proved
define i32 @test_call_through_memory(i32 %a) {
  %place = alloca ptr
  store ptr @same, ptr %place
  %callee = load ptr, ptr %place
  %value = call i32 %callee(i32 %a), !callees !3
  %right = icmp eq i32 %value, %a
  call void @verifier_assert(i1 %right)
  ret i32 %value
}

; expect test_other_callees: error
define i32 @test_other_callees(i32 %a) {
  %place = alloca ptr
  store ptr @returns_its_argument, ptr %place
  %callee = load ptr, ptr %place
  %value = call i32 %callee(i32 %a), !callees !3
  ret i32 %value
}

; expect test_volatile_load: error
define i32 @test_volatile_load() {
  %value = load volatile i32, ptr @table
  ret i32 %value
}

; expect test_volatile_memset: error
define void @test_volatile_memset() {
  %place = alloca i32
  call void @llvm.memset.p0.i32(ptr %place, i8 0, i32 4, i1 true)
  ret void
}

; expect test_atomic: error
define i32 @test_atomic() {
  %value = load atomic i32, ptr @table seq_cst, align 4
  ret i32 %value
}

!0 = !{i64 17}
!1 = !{i32 -4, i32 -1, i32 5, i32 9}
!2 = !{}
!3 = !{ptr @same, ptr @is_marked_musttail}
