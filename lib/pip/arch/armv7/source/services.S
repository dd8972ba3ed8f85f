/* A stub for each service, made from the description of the ABI:
 *     uint64_t pip_service_NAME(arguments...)
 * with the C calling conventions, so the value comes back in r0 (low half) and the error in r1 (high half). The kernel takes the fifth and sixth
 * argument in r4 and r5 and answers the error in r12. */
#include "pip/abi.h"

    .arm
    .text

.macro SERVICE name, number, count
    .globl pip_service_\name
    .type pip_service_\name, %function
pip_service_\name:
    .if \count > 4
    push {r4, r5}
    ldr r4, [sp, #8]
    .if \count > 5
    ldr r5, [sp, #12]
    .endif
    svc #(PIP_ARMV7_FIRST_LIBRARY_CALL + \number)
    pop {r4, r5}
    .else
    svc #(PIP_ARMV7_FIRST_LIBRARY_CALL + \number)
    .endif
    mov r1, r12
    bx lr
    .size pip_service_\name, . - pip_service_\name
.endm

#define PIP_STUB(name, selector, number, count) SERVICE name, number, count
#include "pip/stubs.h"
