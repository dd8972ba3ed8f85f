/* The functions that the compiler calls by itself: memory in blocks of 32 bytes where it can, since the core clears whole frames. */
    .arm
    .syntax unified

    .section .text.memset, "ax"
    .globl memset, __aeabi_memset, __aeabi_memset4, __aeabi_memset8, __aeabi_memclr, __aeabi_memclr4, __aeabi_memclr8
/* Of the ABI's own names those that set take size and value the other way round, and those that clear take no value. */
__aeabi_memclr:
__aeabi_memclr4:
__aeabi_memclr8:
    mov r2, r1
    mov r1, #0
    b memset
__aeabi_memset:
__aeabi_memset4:
__aeabi_memset8:
    mov r3, r1
    mov r1, r2
    mov r2, r3
memset:
    push {r0, r4-r9, lr}
    and r1, r1, #0xff
    orr r1, r1, r1, lsl #8
    orr r1, r1, r1, lsl #16
    tst r0, #3
    bne 3f
    mov r3, r1
    mov r4, r1
    mov r5, r1
    mov r6, r1
    mov r7, r1
    mov r8, r1
    mov r9, r1
    subs r2, r2, #32
    blo 2f
1:  stmia r0!, {r1, r3-r9}
    subs r2, r2, #32
    bhs 1b
2:  add r2, r2, #32
3:  subs r2, r2, #1
    strbhs r1, [r0], #1
    bhs 3b
    pop {r0, r4-r9, pc}

    .section .text.memcpy, "ax"
    .globl memcpy, __aeabi_memcpy, __aeabi_memcpy4, __aeabi_memcpy8, memmove, __aeabi_memmove, __aeabi_memmove4, __aeabi_memmove8
memmove:
__aeabi_memmove:
__aeabi_memmove4:
__aeabi_memmove8:
    sub r3, r0, r1
    cmp r3, r2                         /* unsigned: not lower also where the destination lies below the source */
    bhs memcpy
1:  subs r2, r2, #1
    ldrbhs r3, [r1, r2]
    strbhs r3, [r0, r2]
    bhs 1b
    bx lr
memcpy:
__aeabi_memcpy:
__aeabi_memcpy4:
__aeabi_memcpy8:
    push {r0, r4-r10, lr}
    orr r3, r0, r1
    tst r3, #3
    bne 3f
    subs r2, r2, #32
    blo 2f
1:  ldmia r1!, {r3-r10}
    stmia r0!, {r3-r10}
    subs r2, r2, #32
    bhs 1b
2:  add r2, r2, #32
    subs r2, r2, #4
    blo 5f
4:  ldr r3, [r1], #4
    str r3, [r0], #4
    subs r2, r2, #4
    bhs 4b
5:  add r2, r2, #4
3:  subs r2, r2, #1
    ldrbhs r3, [r1], #1
    strbhs r3, [r0], #1
    bhs 3b
    pop {r0, r4-r10, pc}

    .section .text.memcmp, "ax"
    .globl memcmp
memcmp:
    mov r12, r0
    mov r0, #0
1:  subs r2, r2, #1
    bxlo lr
    ldrb r0, [r12], #1
    ldrb r3, [r1], #1
    subs r0, r0, r3
    beq 1b
    bx lr
