/* Calls, with the virtual counter read right before and right after. Under `--icount` it counts instructions. libpip's stubs are not used: what
 * is measured is the kernel. */
#include "pip/abi.h"
#include "entries.h"

    .arm
    .text

.macro CLOCK low                        /* destroys r9 */
    mrrc p15, 1, \low, r9, c14
.endm

/* void measure_call(measured_t *measured, uint32_t number, const uint32_t *arguments): instructions from one reading to the other,
 * MEASURE_OVERHEAD of which are not the call's. */
    .globl measure_call
measure_call:
    push {r0, r4-r11, lr}
    adr r10, svc_table
    add r10, r10, r1, lsl #3
    mov r11, r2
    ldmia r11, {r0-r5}
    CLOCK r7
    bx r10
svc_table:
    .set number, 0
    .rept PIP_ARMV7_FIRST_LIBRARY_CALL + PIP_SERVICE_COUNT
    svc #number
    b 1f
    .set number, number + 1
    .endr
1:  CLOCK r8
    sub r8, r8, r7
    mov r1, r0
    pop {r0}
    stmia r0, {r8}
    str r1, [r0, #4]
    str r12, [r0, #8]
    pop {r4-r11, pc}

/* uint32_t measure_yield(uint32_t descriptor, uint32_t entry): instructions from a yield to the child until it has yielded back, and root is
 * saved. The others differ in the number, and in what the caller does before. Pip's number gives r0 back as it was, the library's 0. */
.macro measured_yield number, resumed_with_zero, before:vararg
    push {r4-r11, lr}
    mov r8, \resumed_with_zero
    mov r2, #ENTRY_SAVED                /* save here */
    mov r3, #0
    mov r4, #0
    CLOCK r7
    \before
    svc #\number
    CLOCK r6
    cmp r0, r8
    subeq r0, r6, r7
    mvnne r0, #0
    pop {r4-r11, pc}
.endm
    .globl measure_yield, measure_yield_fast, measure_yield_floating
measure_yield:
    measured_yield PIP_ARMV7_SVC_YIELD, r0
measure_yield_fast:
    measured_yield PIP_ARMV7_FIRST_LIBRARY_CALL + PIP_SERVICE_YIELD, #0
    .fpu neon-vfpv4
measure_yield_floating:
    measured_yield PIP_ARMV7_SVC_YIELD, r0, vmov.f32 s0, s0

/* uint32_t measure_event(uint32_t descriptor, uint32_t entry): instructions from a yield to the child's context `entry`, which makes something
 * happen at once that brings control to event_handler in root. */
    .globl measure_event, event_handler
measure_event:
    push {r4-r11, lr}
    ldr r5, =event_stack
    str sp, [r5]
    mov r2, #ENTRY_NULL                 /* root starts afresh, in the handler */
    mov r3, #0
    mov r4, #0
    CLOCK r7
    str r7, [r5, #4]
    svc #PIP_ARMV7_SVC_YIELD
refused:
    mvn r0, #0                          /* only a refused yield comes back */
    b leave
event_handler:
    CLOCK r0
    ldr r6, =event_clock
    str r0, [r6]
    ldr r5, =event_stack
    ldr r7, [r5, #4]
    sub r0, r0, r7
leave:
    ldr r5, =event_stack
    ldr sp, [r5]
    pop {r4-r11, pc}

/* uint32_t measure_timer(uint32_t descriptor, uint32_t entry, const volatile uint32_t *clock): instructions from the last of the child's to the
 * first of the timer's handler in root; the child stores the counter in *clock over and over. */
    .globl measure_timer, timer_handler
measure_timer:
    push {r4-r11, lr}
    ldr r5, =event_stack
    str sp, [r5]
    str r2, [r5, #4]
    mov r2, #ENTRY_NULL
    mov r3, #0
    mov r4, #0
    svc #PIP_ARMV7_SVC_YIELD
    b refused
timer_handler:
    CLOCK r0
    ldr r5, =event_stack
    ldr r7, [r5, #4]
    ldr r7, [r7]
    sub r0, r0, r7
    b leave

/* uint32_t measure_timer_from_root(uint32_t phase): the same where root itself waits, from instruction `phase` of the loop on. */
    .globl measure_timer_from_root
measure_timer_from_root:
    push {r4-r11, lr}
    ldr r5, =event_stack
    str sp, [r5]
    ldr r4, =root_clock
    str r4, [r5, #4]
    adr r6, root_spinning
    add r6, r6, r0, lsl #2
    CLOCK r1
    str r1, [r4]
    mov r0, #1
    svc #PIP_ARMV7_SVC_SET_INT_STATE
    bx r6
root_spinning:
    mrrc p15, 1, r1, r2, c14
    str r1, [r4]
    b root_spinning
    .ltorg

    .bss
    .balign 4
    .globl event_clock
event_stack:
    .skip 8
event_clock:
    .skip 4
root_clock:
    .skip 4
