/* Every way into the kernel and out of it.
 *
 * The kernel runs in supervisor mode with interrupts off, on one stack that is empty whenever a partition runs. Other modes are only
 * passed through; their stack pointers are scratch registers. A partition's stack pointer and link register are banked: they stay
 * where they are until another context is loaded. Source: ARM ARM B1.8 (exception handling). */
#include "pip/abi.h"
#include "entry.h"

    .arm

/* ---------------------------------------------------------------------------------------------------------------
 * Vectors.
 * --------------------------------------------------------------------------------------------------------------- */
    .section .text.vectors, "ax"
    .balign 32
    .globl exception_vectors
exception_vectors:
    b unexpected_exception             /* reset: never taken */
    b undefined_entry
    b call_entry
    b prefetch_abort_entry
    b data_abort_entry
    b unexpected_exception
    b interrupt_entry
    b unexpected_exception             /* fast interrupts are masked everywhere */

    .section .text.entry, "ax"

/* ---------------------------------------------------------------------------------------------------------------
 * Calls. r0 to r3 are arguments in place, r4 and r5 go on to the stack, where C expects the fifth and sixth. The stack: r4, r5, r0 to r3,
 * r12, lr: 32 bytes, so it stays aligned.
 * --------------------------------------------------------------------------------------------------------------- */
#define CALL_R0 8
#define CALL_R12 24
#define CALL_RETURN 28

call_entry:
    push {r0-r3, r12, lr}
    push {r4, r5}
    /* The number stands in the instruction, which the partition's own rights let it fetch a moment ago; reading it with these rights
       (ldrt) cannot fault, nor show anything that is not its own. */
    mrs r12, spsr
    tst r12, #PSR_THUMB
    bne 1f
    sub lr, lr, #4
    ldrt r12, [lr]
    bic r12, r12, #0xff000000
    b 2f
1:  sub lr, lr, #2
    ldrht r12, [lr]
    bic r12, r12, #0xff00
2:  cmp r12, #CALL_COUNT
    addlo pc, pc, r12, lsl #3          /* the entry with that number: two instructions each, and PC is ahead by as many */
    b unknown_call
    .globl call_table
call_table:
/* Numbers go up; those that are left out are of no call. */
.set calls, 0
.macro next_call number
    .if \number < calls
    .error "calls are not in the order of their numbers"
    .endif
    .rept \number - calls
    b unknown_call
    nop
    .endr
    .set calls, \number + 1
.endm
.macro call name, leave
    bl call_\name
    b \leave
.endm
.macro special label
    b \label
    nop
.endm
/* What each does, by the service's effect (abi/abi.toml). */
.macro pips_plain name
    call \name, leave_call
.endm
.macro pips_interrupt_state name
    call \name, leave_with_interrupt_state
.endm
.macro pips_control name
    special pips_\name
.endm
.macro pips_halt name
    .error "Pip has no call that waits"
.endm
.macro library_plain name
    call \name, leave_library_call
.endm
.macro library_interrupt_state name
    call \name, leave_library_with_interrupt_state
.endm
.macro library_halt name
    special library_\name
.endm
.macro library_control name
    special library_\name
.endm
.macro pips_call name, number, effect
    next_call \number
    pips_\effect \name
.endm
.macro pips_call_replacing name, number
    next_call \number
    special pips_\name
.endm
.macro library_call name, number, effect
    next_call \number
    library_\effect \name
.endm
#define PIPS_CALL(name, number, effect) pips_call name, number, effect
#define PIPS_CALL_REPLACING(name, number, index, value) pips_call_replacing name, number
#include "entries/armv7.h"
#undef PIPS_CALL
#undef PIPS_CALL_REPLACING
#define LIBRARY_CALL(name, number, effect) library_call name, number, effect
#include "entries/armv7.h"
#undef LIBRARY_CALL
    .set CALL_COUNT, calls
    .globl call_table_end
call_table_end:

/* The value is in r0, the error in r1. */
leave_call:
    add sp, sp, #CALL_R0 + 4
    pop {r1-r3, r12, lr}
    movs pc, lr

leave_library_call:
    mov r12, r1
    add sp, sp, #CALL_R0 + 4
    pop {r1-r3}
    add sp, sp, #4
    pop {lr}
    movs pc, lr

unknown_call:
    ldr r0, =PIP_ARMV7_UNKNOWN_CALL
    mov r1, #PIP_ERROR_UNKNOWN_SERVICE
    cmp r12, #PIP_ARMV7_FIRST_LIBRARY_CALL
    blo leave_call
    cmp r12, #PIP_ARMV7_FIRST_LIBRARY_CALL + PIP_SERVICE_COUNT
    movlo r0, #0                       /* a service that this architecture has not got */
    b leave_library_call

/* Root may have changed its interrupt mask. Destroys r2 and r3. */
.macro follow_interrupt_state
    ldr r2, =kernel_state
    ldr r2, [r2, #KERNEL_STATE_INTERRUPTS_ON]
    mrs r3, spsr
    cmp r2, #0
    orreq r3, r3, #PSR_INTERRUPT_MASKED
    bicne r3, r3, #PSR_INTERRUPT_MASKED
    msr spsr_cxsf, r3
.endm
leave_with_interrupt_state:
    follow_interrupt_state
    b leave_call
leave_library_with_interrupt_state:
    follow_interrupt_state
    b leave_library_call

/* processor_context from the registers of a caller, with r0 and r12 as they are. Destroys lr. */
.macro save_caller
    ldr lr, =processor_context
    add lr, lr, #PIP_ARMV7_CONTEXT_R0
    stmia lr, {r0-r12}
    sub lr, lr, #PIP_ARMV7_CONTEXT_R0 - PIP_ARMV7_CONTEXT_SP
    stmia lr, {sp, lr}^                /* user mode's */
    ldr r12, [sp, #CALL_RETURN]
    str r12, [lr, #PIP_ARMV7_CONTEXT_PC - PIP_ARMV7_CONTEXT_SP]
    mrs r12, spsr
    str r12, [lr, #PIP_ARMV7_CONTEXT_SPSR - PIP_ARMV7_CONTEXT_SP]
.endm

/* What is too long for the table; of the other calls there is nothing more. */
.macro body_pips_plain name
.endm
.macro body_pips_interrupt_state name
.endm
.macro body_pips_control name
pips_\name:
    ldr r12, [sp, #CALL_R12]
    save_caller
    bl call_\name
    orrs r2, r0, r1
    beq resume_context
    b leave_call
.endm
/* Of the arguments that are on the stack. */
.macro body_pips_replacing name, index, value
    .if \index < 4
    .error "an argument in a register cannot be replaced"
    .endif
pips_\name:
    mov r12, #\value
    str r12, [sp, #4 * (\index - 4)]
    bl call_\name
    b leave_call
.endm
.macro body_library_plain name
.endm
.macro body_library_interrupt_state name
.endm
/* Root waits until an interrupt is taken: what it was when the call returns is in processor_context, and stays there until then. */
.macro body_library_halt name
library_\name:
    mov r12, #0
    save_caller
    mov r12, #1
    str r12, [lr, #PIP_ARMV7_CONTEXT_R0 - PIP_ARMV7_CONTEXT_SP]
    bl call_\name
    cmp r1, #0
    bne leave_library_call             /* it was refused */
    bl wait_for_interrupt
    b resume_context
.endm
.macro body_library_control name
library_\name:
    mov r12, #0
    save_caller
    mov r12, #0
    str r12, [lr, #PIP_ARMV7_CONTEXT_R0 - PIP_ARMV7_CONTEXT_SP]
    bl call_\name
    orrs r2, r0, r1
    beq resume_context
    b leave_library_call
.endm
#define PIPS_CALL(name, number, effect) body_pips_##effect name
#define PIPS_CALL_REPLACING(name, number, index, value) body_pips_replacing name, index, value
#define LIBRARY_CALL(name, number, effect) body_library_##effect name
#include "entries/armv7.h"
    .ltorg

/* ---------------------------------------------------------------------------------------------------------------
 * Faults and interrupts: all of the partition's registers go to processor_context, and come back from there. `adjust` is what lr is
 * ahead of the address to go on at.
 * --------------------------------------------------------------------------------------------------------------- */
.macro exception handler, adjust
    mrs sp, spsr
    tst sp, #0xf                       /* 0 is user mode */
    .if \adjust
    sub lr, lr, #\adjust
    .endif
    bne kernel_fault_\handler
    ldr sp, =processor_context + PIP_ARMV7_CONTEXT_R0
    stmia sp, {r0-r12}
    str lr, [sp, #PIP_ARMV7_CONTEXT_PC - PIP_ARMV7_CONTEXT_R0]
    mrs r0, spsr
    str r0, [sp, #PIP_ARMV7_CONTEXT_SPSR - PIP_ARMV7_CONTEXT_R0]
    sub r0, sp, #PIP_ARMV7_CONTEXT_R0 - PIP_ARMV7_CONTEXT_SP
    stmia r0, {sp, lr}^
    cps #MODE_SUPERVISOR
    bl handle_\handler
    b resume_context
kernel_fault_\handler:
    ldr sp, =fault_stack_top
    push {r0-r12, lr}
    mrs r1, spsr
    push {r1, lr}                      /* KernelFrame: the PSR, a word unused, r0 to r12, PC */
    mov r0, sp
    b handle_kernel_\handler           /* does not return */
.endm

undefined_entry:
    exception undefined, 0
prefetch_abort_entry:
    exception prefetch_abort, 4
data_abort_entry:
    exception data_abort, 8
interrupt_entry:
    exception interrupt, 4
unexpected_exception:
    ldr sp, =fault_stack_top
    push {r0-r12, lr}
    mrs r1, spsr
    push {r1, lr}
    mov r0, sp
    b handle_kernel_exception          /* does not return */
    .ltorg

/* ---------------------------------------------------------------------------------------------------------------
 * Enters the current partition with processor_context.
 * --------------------------------------------------------------------------------------------------------------- */
    .globl resume_context
resume_context:
    ldr sp, =kernel_stack_top
    ldr lr, =processor_context + PIP_ARMV7_CONTEXT_SP
    clrex                              /* a store by one partition must not depend on a load by another */
    ldr r0, [lr, #PIP_ARMV7_CONTEXT_SPSR - PIP_ARMV7_CONTEXT_SP]
    ldr r1, [lr, #PIP_ARMV7_CONTEXT_PC - PIP_ARMV7_CONTEXT_SP]
    /* What the architecture leaves open in a return to ARM state: an IT block, and an address that is not aligned. */
    tst r0, #PSR_THUMB
    ldreq r2, =PSR_IT_BLOCK
    biceq r0, r0, r2
    biceq r1, r1, #3
    msr spsr_cxsf, r0
    ldmia lr, {sp, lr}^                /* user mode's */
    add lr, lr, #PIP_ARMV7_CONTEXT_R0 - PIP_ARMV7_CONTEXT_SP
    push {r1}
    ldmia lr, {r0-r12}
    pop {lr}
    movs pc, lr
    .ltorg

/* ---------------------------------------------------------------------------------------------------------------
 * Floating-point registers: d0 to d31 and FPSCR, at the address in r0.
 * --------------------------------------------------------------------------------------------------------------- */
    .fpu neon-vfpv4
    .globl save_floating_point, load_floating_point
save_floating_point:
    vstmia r0!, {d0-d15}
    vstmia r0!, {d16-d31}
    vmrs r1, fpscr
    str r1, [r0]
    bx lr

load_floating_point:
    vldmia r0!, {d0-d15}
    vldmia r0!, {d16-d31}
    ldr r1, [r0]
    vmsr fpscr, r1
    bx lr
