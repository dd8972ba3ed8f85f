/* What a compiler would not write; see platform.hpp. */
#include "pip/abi.h"

    .arm
    .text
    .globl call_and_land
call_and_land:                          /* body, argument, landing */
    push {r4-r11, lr}
    sub sp, sp, #4
    adr r3, 1f
    str r3, [r2, #PIP_ARMV7_CONTEXT_PC]
    mov r3, #0
    str r3, [r2, #PIP_ARMV7_CONTEXT_PIPFLAGS]
    mov r3, #0x10
    str r3, [r2, #PIP_ARMV7_CONTEXT_SPSR]
    str sp, [r2, #PIP_ARMV7_CONTEXT_SP]
    mov r3, r0
    mov r0, r1
    blx r3
    mov r0, #0
    b 2f
1:  mov r0, #1
2:  add sp, sp, #4
    pop {r4-r11, pc}

    .globl spin
spin:
    ldr r1, =100000000
1:  subs r1, r1, #1
    bne 1b
    udf #1
    .ltorg

/* mappedInChild of r0 by Pip's number, in Thumb state; then yields with r0 in r7. */
    .thumb
    .globl thumb_call, arm_call
    .balign 4
    .thumb_func
thumb_call:
    svc #PIP_ARMV7_SVC_MAPPED_IN_CHILD
    mov r7, r0
    movs r0, #0
    movw r1, #900
    movw r2, #1001
    movs r3, #1
    movs r4, #1
    svc #PIP_ARMV7_SVC_YIELD
1:  b 1b
    .arm
    .balign 4
arm_call:
    svc #PIP_ARMV7_SVC_MAPPED_IN_CHILD
    mov r7, r0
    mov r0, #0
    movw r1, #900
    movw r2, #1001
    mov r3, #1
    mov r4, #1
    svc #PIP_ARMV7_SVC_YIELD
1:  b 1b
