/* What measured children run: a page that their parent maps in them at the address where it stands in the parent. r0 is the address of the
 * child's clock. */
#include "pip/abi.h"
#include "entries.h"

    .arm
    .section .text.child, "ax"
    .balign 4096
    .globl child_begin, child_yielding, child_yielding_fast, child_unsaved, child_unsaved_fast, child_floating
    .globl child_faulting, child_faulting_clocked, child_spinning
child_begin:

/* Yields to its parent, again and again; saved and resumed through the same entry of its own, or not saved, and begun anew each time. */
.macro yielding number, save, before:vararg
    mov r1, #ENTRY_SAVED                /* the parent's */
    mov r2, #\save
    mov r3, #0
    mov r4, #0
1:  mov r0, #0                          /* the parent */
    \before
    svc #\number
    b 1b
.endm
child_yielding:
    yielding PIP_ARMV7_SVC_YIELD, ENTRY_YIELDING
child_yielding_fast:
    yielding PIP_ARMV7_FIRST_LIBRARY_CALL + PIP_SERVICE_YIELD, ENTRY_YIELDING_FAST
child_unsaved:
    yielding PIP_ARMV7_SVC_YIELD, ENTRY_NULL
child_unsaved_fast:
    yielding PIP_ARMV7_FIRST_LIBRARY_CALL + PIP_SERVICE_YIELD, ENTRY_NULL
    .fpu neon-vfpv4
child_floating:
    yielding PIP_ARMV7_SVC_YIELD, ENTRY_FLOATING, vmov.f32 s0, s0

child_faulting:
    udf #0
child_faulting_clocked:
    mrrc p15, 1, r1, r2, c14
    str r1, [r0]
    udf #0

child_spinning:
    mrrc p15, 1, r1, r2, c14
    str r1, [r0]
    b child_spinning

    .balign 4096
