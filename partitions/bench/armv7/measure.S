/* Calls by Pip's numbers, with the virtual counter read right before and right after. Under `--icount` it counts instructions. libpip's stubs are
 * not used: what is measured is the kernel. */
#include "pip/abi.h"

    .arm
    .text

.macro CLOCK low                        /* destroys r9 */
    mrrc p15, 1, \low, r9, c14
.endm

/* uint64_t measure_call(uint32_t number, const uint32_t *arguments): in the low half the instructions from one reading to the other,
 * MEASURE_OVERHEAD of which are not the call's; in the high half the call's result. */
    .globl measure_call
measure_call:
    push {r4-r11, lr}
    adr r10, svc_table
    add r10, r10, r0, lsl #3
    mov r11, r1
    ldmia r11, {r0-r5}
    CLOCK r7
    bx r10
svc_table:
    .set number, 0
    .rept 11
    svc #number
    b 1f
    .set number, number + 1
    .endr
1:  CLOCK r8
    mov r1, r0
    sub r0, r8, r7
    pop {r4-r11, pc}

/* uint32_t measure_yield(uint32_t descriptor): instructions from a yield to the child until it has yielded back, both contexts saved. */
    .globl measure_yield
measure_yield:
    push {r4-r11, lr}
    mov r8, r0
    mov r1, #50                         /* the child's */
    mov r2, #50                         /* save here */
    mov r3, #0
    mov r4, #0
    CLOCK r7
    svc #PIP_ARMV7_SVC_YIELD
    CLOCK r6
    cmp r0, r8                          /* as it was: it succeeded */
    subeq r0, r6, r7
    mvnne r0, #0
    pop {r4-r11, pc}

/* uint32_t measure_event(uint32_t descriptor, uint32_t entry): instructions from a yield to the child's context `entry`, which makes something
 * happen at once that brings control to event_handler in root. */
    .globl measure_event, event_handler
measure_event:
    push {r4-r11, lr}
    ldr r5, =event_stack
    str sp, [r5]
    mov r2, #51                         /* a null slot: root starts afresh, in the handler */
    mov r3, #0
    mov r4, #0
    CLOCK r7
    str r7, [r5, #4]
    svc #PIP_ARMV7_SVC_YIELD
    mvn r0, #0                          /* only a refused yield comes back */
    b 2f
event_handler:
    CLOCK r0
    ldr r5, =event_stack
    ldr r7, [r5, #4]
    sub r0, r0, r7
2:  ldr r5, =event_stack
    ldr sp, [r5]
    pop {r4-r11, pc}

/* uint32_t measure_timer(uint32_t descriptor, uint32_t entry, volatile uint32_t *clock): instructions from the last of the child's to the
 * first of the timer's handler in root; the child stores the counter in *clock over and over. */
    .globl measure_timer, timer_handler
measure_timer:
    push {r4-r11, lr}
    ldr r5, =event_stack
    str sp, [r5]
    str r2, [r5, #4]
    mov r2, #51
    mov r3, #0
    mov r4, #0
    svc #PIP_ARMV7_SVC_YIELD
    mvn r0, #0
    b 2b
timer_handler:
    CLOCK r0
    ldr r5, =event_stack
    ldr r7, [r5, #4]
    ldr r7, [r7]
    sub r0, r0, r7
    b 2b
    .ltorg

/* What the measured child runs: a page that root maps in it at the address where it stands in root. */
    .section .text.child, "ax"
    .balign 4096
    .globl child_begin, child_yielding, child_faulting, child_spinning
child_begin:
child_yielding:                         /* saved and resumed through its own entry 50 */
    mov r0, #0                          /* the parent */
    mov r1, #50                         /* root's */
    mov r2, #50                         /* save here */
    mov r3, #0
    mov r4, #0
    svc #PIP_ARMV7_SVC_YIELD
    b child_yielding
child_faulting:
    udf #0
child_spinning:                         /* r0: the page that it shares with root */
    mrrc p15, 1, r1, r2, c14
    str r1, [r0]
    b child_spinning
    .balign 4096

    .bss
    .balign 4
event_stack:
    .skip 8
