; Structs and arrays in memory: members, and the bytes between them.
target datalayout = "e-m:e-p:32:32-i64:64-n8:16:32-S128"
declare void @verifier_assume(i1)
declare void @verifier_assert(i1)
declare void @llvm.memcpy.p0.p0.i32(ptr, ptr, i32, i1)
declare void @llvm.memset.p0.i32(ptr, i8, i32, i1)

; expect test_members_come_back: proved
define i32 @test_members_come_back(i8 %a, i32 %b) {
  %place = alloca { i8, i32 }
  %first = insertvalue { i8, i32 } poison, i8 %a, 0
  %both = insertvalue { i8, i32 } %first, i32 %b, 1
  store { i8, i32 } %both, ptr %place
  %again = load { i8, i32 }, ptr %place
  %a.again = extractvalue { i8, i32 } %again, 0
  %b.again = extractvalue { i8, i32 } %again, 1
  %same.a = icmp eq i8 %a, %a.again
  %same.b = icmp eq i32 %b, %b.again
  call void @verifier_assert(i1 %same.a)
  call void @verifier_assert(i1 %same.b)
  ret i32 %b.again
}

; Who stores the whole destroys what was between the members.
; expect test_padding_after_a_store: counterexample poison
define i8 @test_padding_after_a_store(i8 %a, i32 %b) {
  %place = alloca { i8, i32 }
  call void @llvm.memset.p0.i32(ptr %place, i8 0, i32 8, i1 false)
  %first = insertvalue { i8, i32 } poison, i8 %a, 0
  %both = insertvalue { i8, i32 } %first, i32 %b, 1
  store { i8, i32 } %both, ptr %place
  %between = getelementptr inbounds i8, ptr %place, i32 1
  %byte = load i8, ptr %between
  ret i8 %byte
}

; Who stores the members does not.
; expect test_padding_after_members: proved
define i8 @test_padding_after_members(i8 %a, i32 %b) {
  %place = alloca { i8, i32 }
  call void @llvm.memset.p0.i32(ptr %place, i8 7, i32 8, i1 false)
  store i8 %a, ptr %place
  %second = getelementptr inbounds { i8, i32 }, ptr %place, i32 0, i32 1
  store i32 %b, ptr %second
  %between = getelementptr inbounds i8, ptr %place, i32 1
  %byte = load i8, ptr %between
  %seven = icmp eq i8 %byte, 7
  call void @verifier_assert(i1 %seven)
  ret i8 %byte
}

; expect test_padding_at_the_end: counterexample poison
define i8 @test_padding_at_the_end(i32 %a, i8 %b) {
  %place = alloca { i32, i8 }
  call void @llvm.memset.p0.i32(ptr %place, i8 0, i32 8, i1 false)
  %first = insertvalue { i32, i8 } poison, i32 %a, 0
  %both = insertvalue { i32, i8 } %first, i8 %b, 1
  store { i32, i8 } %both, ptr %place
  %behind = getelementptr inbounds i8, ptr %place, i32 7
  %byte = load i8, ptr %behind
  ret i8 %byte
}

; Elements may be further apart than they are large.
; expect test_padding_of_elements: counterexample poison
define i8 @test_padding_of_elements(i24 %a) {
  %place = alloca [2 x i24]
  call void @llvm.memset.p0.i32(ptr %place, i8 0, i32 8, i1 false)
  %first = insertvalue [2 x i24] poison, i24 %a, 0
  %both = insertvalue [2 x i24] %first, i24 %a, 1
  store [2 x i24] %both, ptr %place
  %behind = getelementptr inbounds i8, ptr %place, i32 3
  %byte = load i8, ptr %behind
  ret i8 %byte
}

; Padding may be copied, and is no better then.
; expect test_padding_is_copied: counterexample poison
define i8 @test_padding_is_copied() {
  %place = alloca { i8, i32 }
  %copy = alloca { i8, i32 }
  store { i8, i32 } { i8 1, i32 2 }, ptr %place
  call void @llvm.memset.p0.i32(ptr %copy, i8 0, i32 8, i1 false)
  call void @llvm.memcpy.p0.p0.i32(ptr %copy, ptr %place, i32 8, i1 false)
  %between = getelementptr inbounds i8, ptr %copy, i32 2
  %byte = load i8, ptr %between
  ret i8 %byte
}

; expect test_members_are_copied_beside_padding: proved
define i32 @test_members_are_copied_beside_padding() {
  %place = alloca { i8, i32 }
  %copy = alloca { i8, i32 }
  store { i8, i32 } { i8 1, i32 2 }, ptr %place
  call void @llvm.memcpy.p0.p0.i32(ptr %copy, ptr %place, i32 8, i1 false)
  %second = getelementptr inbounds { i8, i32 }, ptr %copy, i32 0, i32 1
  %value = load i32, ptr %second
  %two = icmp eq i32 %value, 2
  call void @verifier_assert(i1 %two)
  ret i32 %value
}

; The whole is accessed, with the padding at its end.
; expect test_whole_is_in_bounds: counterexample bounds
define i32 @test_whole_is_in_bounds() {
  %place = alloca [5 x i8], align 4
  call void @llvm.memset.p0.i32(ptr %place, i8 0, i32 5, i1 false)
  %whole = load { i32, i8 }, ptr %place
  %value = extractvalue { i32, i8 } %whole, 0
  ret i32 %value
}

; A packed struct has none.
; expect test_packed: proved
define i32 @test_packed() {
  %place = alloca [5 x i8], align 4
  store <{ i8, i32 }> <{ i8 1, i32 2 }>, ptr %place, align 1
  %second = getelementptr inbounds i8, ptr %place, i32 1
  %value = load i32, ptr %second, align 1
  %two = icmp eq i32 %value, 2
  call void @verifier_assert(i1 %two)
  ret i32 %value
}

define void @gives(ptr sret({ i8, i32 }) %result, i32 %a) {
  store i8 1, ptr %result
  %second = getelementptr inbounds { i8, i32 }, ptr %result, i32 0, i32 1
  store i32 %a, ptr %second
  ret void
}

; expect test_sret: proved
define i32 @test_sret(i32 %a) {
  %place = alloca { i8, i32 }
  call void @gives(ptr sret({ i8, i32 }) %place, i32 %a)
  %second = getelementptr inbounds { i8, i32 }, ptr %place, i32 0, i32 1
  %value = load i32, ptr %second
  %same = icmp eq i32 %value, %a
  call void @verifier_assert(i1 %same)
  ret i32 %value
}

; expect test_sret_leaves_padding: counterexample poison
define i8 @test_sret_leaves_padding(i32 %a) {
  %place = alloca { i8, i32 }
  call void @gives(ptr sret({ i8, i32 }) %place, i32 %a)
  %between = getelementptr inbounds i8, ptr %place, i32 1
  %byte = load i8, ptr %between
  ret i8 %byte
}

; A callee that expects its argument in another place.
; expect test_sret_on_one_side: error
define void @test_sret_on_one_side(i32 %a) {
  %place = alloca { i8, i32 }
  call void @gives(ptr %place, i32 %a)
  ret void
}

define i32 @sees_its_copy(ptr byval({ i32, i32 }) align 8 %copy) {
  %second = getelementptr inbounds { i32, i32 }, ptr %copy, i32 0, i32 1
  %value = load i32, ptr %second, align 4
  ret i32 %value
}

; expect test_byval_is_whole: counterexample bounds
define i32 @test_byval_is_whole() {
  %place = alloca i32, align 8
  store i32 1, ptr %place
  %value = call i32 @sees_its_copy(ptr byval({ i32, i32 }) align 8 %place)
  ret i32 %value
}

; expect test_byval_is_aligned: counterexample assumption
define i32 @test_byval_is_aligned() {
  %place = alloca [3 x i32], align 8
  call void @llvm.memset.p0.i32(ptr %place, i8 0, i32 12, i1 false)
  %second = getelementptr inbounds [3 x i32], ptr %place, i32 0, i32 1
  %value = call i32 @sees_its_copy(ptr byval({ i32, i32 }) align 8 %second)
  ret i32 %value
}

; expect test_byval_copies: proved
define i32 @test_byval_copies() {
  %place = alloca [2 x i32], align 8
  store [2 x i32] [i32 5, i32 6], ptr %place
  %value = call i32 @sees_its_copy(ptr byval({ i32, i32 }) align 8 %place)
  %six = icmp eq i32 %value, 6
  call void @verifier_assert(i1 %six)
  ret i32 %value
}
