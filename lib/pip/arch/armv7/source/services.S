/* The services as C functions, made from the description of the ABI:
 *     pip_result_t Pip_NAME_Result(arguments...)
 * with the C calling conventions. They return a structure where the caller says: its address comes in r0, in front of the arguments. The kernel
 * takes these in r0 to r5, and answers the value in r0 and the error in r12. */
#include "pip/abi.h"

    .arm
    .text

.macro SERVICE name, number, count
    .globl \name\()_Result
    .type \name\()_Result, %function
\name\()_Result:
    .if \count > 4
    push {r0, r4, r5}
    .set saved, 12
    .else
    push {r0}
    .set saved, 4
    .endif
    .if \count > 0
    mov r0, r1
    .endif
    .if \count > 1
    mov r1, r2
    .endif
    .if \count > 2
    mov r2, r3
    .endif
    .if \count > 3
    ldr r3, [sp, #saved]
    .endif
    .if \count > 4
    ldr r4, [sp, #saved + 4]
    .endif
    .if \count > 5
    ldr r5, [sp, #saved + 8]
    .endif
    svc #(PIP_ARMV7_FIRST_LIBRARY_CALL + \number)
    .if \count > 4
    pop {r1, r4, r5}
    .else
    pop {r1}
    .endif
    stm r1, {r0, r12}
    mov r0, r1
    bx lr
    .size \name\()_Result, . - \name\()_Result
.endm

#define PIP_STUB(name, selector, number, count, packing, effect) SERVICE name, number, count
#include "pip/stubs.h"
