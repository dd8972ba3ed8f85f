/* Entries into the kernel with any number. */
#include "pip/abi.h"

    .arm
    .text
/* uint64_t enter_any(uint32_t number, const uint32_t arguments[6]): numbers from 0 to 63. Value (r0) in the low half, r12 in the high half. */
    .globl enter_any
    .type enter_any, %function
enter_any:
    push {r4-r6, lr}
    adr r6, table
    add r6, r6, r0, lsl #3
    mov r12, #0                         /* Pip's numbers leave it as it is */
    mov r5, r1
    ldmia r5, {r0-r5}
    bx r6
table:
    .set number, 0
    .rept 64
    svc #number
    b 1f
    .set number, number + 1
    .endr
1:  mov r1, r12
    pop {r4-r6, pc}
    .size enter_any, . - enter_any
