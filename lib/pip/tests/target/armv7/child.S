/* The child: a page of code that passes control to its parent in one way after the other, from the beginning each time it has gone round. */
#include "pip/abi.h"

    .section .rodata.child_code, "a", %progbits
    .arm
    .globl child_code
    .balign 4096
child_code:
    mov r0, #0
    mov r1, #60
    mov r2, #51
    mov r3, #1
    mov r4, #1
    svc #PIP_ARMV7_SVC_YIELD
    mov r0, #0                          /* the parent's entry 61 is closed */
    mov r1, #61
    svc #PIP_ARMV7_SVC_YIELD
    udf #0                              /* r0 has the answer; it goes on behind this */
    ldr r1, =0x10000004
    ldr r0, [r1]                        /* the parent skips it */
    b child_code
    .ltorg
    .balign 4096
