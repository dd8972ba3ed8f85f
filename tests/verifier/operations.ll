; Every instruction and intrinsic that C does not reliably produce, on two words: executed natively and by the verifier.
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"
declare i64 @llvm.fshl.i64(i64, i64, i64)
declare i64 @llvm.fshr.i64(i64, i64, i64)
declare i32 @llvm.fshr.i32(i32, i32, i32)
declare i64 @llvm.umin.i64(i64, i64)
declare i64 @llvm.umax.i64(i64, i64)
declare i64 @llvm.smin.i64(i64, i64)
declare i64 @llvm.smax.i64(i64, i64)
declare i64 @llvm.abs.i64(i64, i1)
declare i64 @llvm.bswap.i64(i64)
declare i16 @llvm.bswap.i16(i16)
declare i64 @llvm.bitreverse.i64(i64)
declare i64 @llvm.ctpop.i64(i64)
declare i64 @llvm.ctlz.i64(i64, i1)
declare i64 @llvm.cttz.i64(i64, i1)
declare { i32, i1 } @llvm.uadd.with.overflow.i32(i32, i32)
declare { i32, i1 } @llvm.sadd.with.overflow.i32(i32, i32)
declare { i32, i1 } @llvm.usub.with.overflow.i32(i32, i32)
declare { i32, i1 } @llvm.ssub.with.overflow.i32(i32, i32)
declare { i32, i1 } @llvm.umul.with.overflow.i32(i32, i32)
declare { i32, i1 } @llvm.smul.with.overflow.i32(i32, i32)
declare i32 @llvm.uadd.sat.i32(i32, i32)
declare i32 @llvm.sadd.sat.i32(i32, i32)
declare i32 @llvm.usub.sat.i32(i32, i32)
declare i32 @llvm.ssub.sat.i32(i32, i32)
declare i8 @llvm.scmp.i8.i64(i64, i64)
declare i8 @llvm.ucmp.i8.i64(i64, i64)

define i64 @op_fshl(i64 %a, i64 %b) {
  %r = call i64 @llvm.fshl.i64(i64 %a, i64 %b, i64 %b)
  ret i64 %r
}
define i64 @op_fshr(i64 %a, i64 %b) {
  %r = call i64 @llvm.fshr.i64(i64 %a, i64 %b, i64 %a)
  ret i64 %r
}
define i64 @op_fshr_32(i64 %a, i64 %b) {
  %x = trunc i64 %a to i32
  %y = trunc i64 %b to i32
  %r = call i32 @llvm.fshr.i32(i32 %x, i32 %y, i32 %y)
  %w = zext i32 %r to i64
  ret i64 %w
}
define i64 @op_limits(i64 %a, i64 %b) {
  %p = call i64 @llvm.umin.i64(i64 %a, i64 %b)
  %q = call i64 @llvm.umax.i64(i64 %a, i64 %b)
  %r = call i64 @llvm.smin.i64(i64 %a, i64 %b)
  %s = call i64 @llvm.smax.i64(i64 %a, i64 %b)
  %p3 = mul i64 %p, 3
  %q5 = mul i64 %q, 5
  %r7 = mul i64 %r, 7
  %t = add i64 %p3, %q5
  %u = add i64 %t, %r7
  %v = xor i64 %u, %s
  ret i64 %v
}
define i64 @op_abs(i64 %a, i64 %b) {
  %r = call i64 @llvm.abs.i64(i64 %a, i1 false)
  ret i64 %r
}
define i64 @op_bswap(i64 %a, i64 %b) {
  %r = call i64 @llvm.bswap.i64(i64 %a)
  %h = trunc i64 %b to i16
  %s = call i16 @llvm.bswap.i16(i16 %h)
  %w = zext i16 %s to i64
  %v = xor i64 %r, %w
  ret i64 %v
}
define i64 @op_bitreverse(i64 %a, i64 %b) {
  %r = call i64 @llvm.bitreverse.i64(i64 %a)
  ret i64 %r
}
define i64 @op_counts(i64 %a, i64 %b) {
  %p = call i64 @llvm.ctpop.i64(i64 %a)
  %l = call i64 @llvm.ctlz.i64(i64 %a, i1 false)
  %t = call i64 @llvm.cttz.i64(i64 %b, i1 false)
  %l2 = shl i64 %l, 8
  %t2 = shl i64 %t, 16
  %x = or disjoint i64 %p, %l2
  %y = or disjoint i64 %x, %t2
  ret i64 %y
}
define i64 @op_overflow(i64 %a, i64 %b) {
  %x = trunc i64 %a to i32
  %y = trunc i64 %b to i32
  %1 = call { i32, i1 } @llvm.uadd.with.overflow.i32(i32 %x, i32 %y)
  %2 = call { i32, i1 } @llvm.sadd.with.overflow.i32(i32 %x, i32 %y)
  %3 = call { i32, i1 } @llvm.usub.with.overflow.i32(i32 %x, i32 %y)
  %4 = call { i32, i1 } @llvm.ssub.with.overflow.i32(i32 %x, i32 %y)
  %5 = call { i32, i1 } @llvm.umul.with.overflow.i32(i32 %x, i32 %y)
  %6 = call { i32, i1 } @llvm.smul.with.overflow.i32(i32 %x, i32 %y)
  %o1 = extractvalue { i32, i1 } %1, 1
  %o2 = extractvalue { i32, i1 } %2, 1
  %o3 = extractvalue { i32, i1 } %3, 1
  %o4 = extractvalue { i32, i1 } %4, 1
  %o5 = extractvalue { i32, i1 } %5, 1
  %o6 = extractvalue { i32, i1 } %6, 1
  %w1 = zext i1 %o1 to i64
  %w2 = select i1 %o2, i64 2, i64 0
  %w3 = select i1 %o3, i64 4, i64 0
  %w4 = select i1 %o4, i64 8, i64 0
  %w5 = select i1 %o5, i64 16, i64 0
  %w6 = select i1 %o6, i64 32, i64 0
  %s1 = or i64 %w1, %w2
  %s2 = or i64 %s1, %w3
  %s3 = or i64 %s2, %w4
  %s4 = or i64 %s3, %w5
  %s5 = or i64 %s4, %w6
  %v6 = extractvalue { i32, i1 } %6, 0
  %v = zext i32 %v6 to i64
  %h = shl i64 %v, 8
  %r = or i64 %h, %s5
  ret i64 %r
}
define i64 @op_saturating(i64 %a, i64 %b) {
  %x = trunc i64 %a to i32
  %y = trunc i64 %b to i32
  %1 = call i32 @llvm.uadd.sat.i32(i32 %x, i32 %y)
  %2 = call i32 @llvm.sadd.sat.i32(i32 %x, i32 %y)
  %3 = call i32 @llvm.usub.sat.i32(i32 %x, i32 %y)
  %4 = call i32 @llvm.ssub.sat.i32(i32 %x, i32 %y)
  %w1 = zext i32 %1 to i64
  %w2 = sext i32 %2 to i64
  %w3 = zext i32 %3 to i64
  %w4 = sext i32 %4 to i64
  %m1 = mul i64 %w1, 3
  %m2 = mul i64 %w2, 1000003
  %m3 = mul i64 %w3, 1000033
  %m4 = mul i64 %w4, 1000037
  %s1 = add i64 %m1, %m2
  %s2 = xor i64 %s1, %m3
  %s3 = add i64 %s2, %m4
  ret i64 %s3
}
define i64 @op_three_way(i64 %a, i64 %b) {
  %s = call i8 @llvm.scmp.i8.i64(i64 %a, i64 %b)
  %u = call i8 @llvm.ucmp.i8.i64(i64 %a, i64 %b)
  %ws = sext i8 %s to i64
  %wu = zext i8 %u to i64
  %h = shl i64 %ws, 8
  %r = or i64 %h, %wu
  ret i64 %r
}
; Odd widths.
define i64 @op_odd_widths(i64 %a, i64 %b) {
  %x = trunc i64 %a to i33
  %y = trunc i64 %b to i33
  %p = mul i33 %x, %y
  %s = ashr i33 %p, 5
  %q = sub i33 %s, %x
  %z = sext i33 %q to i65
  %z2 = mul i65 %z, %z
  %h = lshr i65 %z2, 1
  %r = trunc i65 %h to i64
  ret i64 %r
}
define i64 @op_wide(i64 %a, i64 %b) {
  %x = zext i64 %a to i128
  %y = sext i64 %b to i128
  %z = mul i128 %x, 10000000000000000000000
  %p = add i128 %z, %y
  %h = ashr i128 %p, 64
  %l = lshr i128 %p, 17
  %c = icmp slt i128 %p, %x
  %e = select i1 %c, i128 %h, i128 %l
  %f = xor i128 %e, -1
  %r = trunc i128 %f to i64
  ret i64 %r
}
define i64 @op_flags(i64 %a, i64 %b) {
  %x = and i64 %a, 65535
  %y = and i64 %b, 65535
  %s = add nuw nsw i64 %x, %y
  %m = mul nuw nsw i64 %s, %y
  %h = shl nuw nsw i64 %m, 4
  %e = lshr exact i64 %h, 4
  %o = or disjoint i64 %h, 5
  %t = trunc nuw i64 %x to i16
  %z = zext nneg i32 7 to i64
  %w = zext i16 %t to i64
  %r1 = sub nsw i64 %o, %e
  %r2 = xor i64 %r1, %w
  %r3 = add i64 %r2, %z
  ret i64 %r3
}
; Undefined for some operands: those are not compared.
define i64 @op_may_overflow(i64 %a, i64 %b) {
  %s = add nsw i64 %a, %b
  ret i64 %s
}
define i64 @op_may_shift_too_far(i64 %a, i64 %b) {
  %s = shl i64 %a, %b
  ret i64 %s
}
define i64 @op_may_divide_by_zero(i64 %a, i64 %b) {
  %q = sdiv i64 %a, %b
  %m = srem i64 %a, %b
  %r = xor i64 %q, %m
  ret i64 %r
}
define i64 @op_freeze(i64 %a, i64 %b) {
  %f = freeze i64 %a
  %d = sub i64 %f, %f
  %r = add i64 %d, %b
  ret i64 %r
}
define i64 @op_aggregates(i64 %a, i64 %b) {
  %p = alloca { i64, [2 x i32] }
  %x = trunc i64 %a to i32
  %y = trunc i64 %b to i32
  %s0 = insertvalue { i64, [2 x i32] } undef, i64 %a, 0
  %s1 = insertvalue { i64, [2 x i32] } %s0, i32 %x, 1, 0
  %s2 = insertvalue { i64, [2 x i32] } %s1, i32 %y, 1, 1
  store { i64, [2 x i32] } %s2, ptr %p
  %t = load { i64, [2 x i32] }, ptr %p
  %u = extractvalue { i64, [2 x i32] } %t, 1, 1
  %v = extractvalue { i64, [2 x i32] } %t, 0
  %w = zext i32 %u to i64
  %r = add i64 %v, %w
  ret i64 %r
}
define i64 @op_switch(i64 %a, i64 %b) {
  %x = and i64 %a, 7
  switch i64 %x, label %other [ i64 0, label %zero
                                i64 3, label %three
                                i64 5, label %three ]
zero:
  ret i64 %b
three:
  %t = phi i64 [ 33, %0 ], [ 33, %0 ]
  %s = add i64 %t, %b
  ret i64 %s
other:
  %n = sub i64 0, %b
  ret i64 %n
}
