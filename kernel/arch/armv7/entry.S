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
.set calls, 0
.macro call number, name, leave=leave_call
    .if \number - calls
    .error "calls are not in the order of their numbers"
    .endif
    .set calls, calls + 1
    bl call_\name
    b \leave
.endm
.macro special number, label
    .if \number - calls
    .error "calls are not in the order of their numbers"
    .endif
    .set calls, calls + 1
    b \label
    nop
.endm
.macro none_up_to number
    .rept \number - calls
    b unknown_call
    nop
    .endr
    .set calls, \number
.endm
    call PIP_ARMV7_SVC_CREATE_PARTITION, create_partition
    call PIP_ARMV7_SVC_COUNT_TO_MAP, count_to_map
    call PIP_ARMV7_SVC_PREPARE, prepare
    special PIP_ARMV7_SVC_ADD_VADDR, add_vaddr_as_held
    call PIP_ARMV7_SVC_GET_INT_STATE, get_int_state
    call PIP_ARMV7_SVC_SET_INT_STATE, set_int_state, leave_with_interrupt_state
    call PIP_ARMV7_SVC_REMOVE_VADDR, remove_vaddr
    call PIP_ARMV7_SVC_MAPPED_IN_CHILD, mapped_in_child
    call PIP_ARMV7_SVC_DELETE_PARTITION, delete_partition
    call PIP_ARMV7_SVC_COLLECT, collect
    special PIP_ARMV7_SVC_YIELD, yield
    call PIP_ARMV7_SVC_PUT_CHARACTER, put_character
#define LIBRARY(name) PIP_ARMV7_FIRST_LIBRARY_CALL + PIP_SERVICE_##name
    none_up_to LIBRARY(CREATE_PARTITION)
    call LIBRARY(CREATE_PARTITION), create_partition, leave_library_call
    call LIBRARY(COUNT_TO_MAP), count_to_map, leave_library_call
    call LIBRARY(PREPARE), prepare, leave_library_call
    call LIBRARY(ADD_VADDR), add_vaddr, leave_library_call
    call LIBRARY(GET_INT_STATE), get_int_state, leave_library_call
    none_up_to LIBRARY(CHECK_INVARIANTS)
    call LIBRARY(CHECK_INVARIANTS), check_invariants, leave_library_call
    call LIBRARY(SET_INT_STATE), set_int_state, leave_library_with_interrupt_state
    call LIBRARY(REMOVE_VADDR), remove_vaddr, leave_library_call
    call LIBRARY(MAPPED_IN_CHILD), mapped_in_child, leave_library_call
    call LIBRARY(DELETE_PARTITION), delete_partition, leave_library_call
    call LIBRARY(COLLECT), collect, leave_library_call
    special LIBRARY(YIELD), library_yield
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

/* Pip has no right to execute that could be refused. */
add_vaddr_as_held:
    mov r12, #PIP_EXECUTE_AS_HELD
    str r12, [sp, #4]
    bl call_add_vaddr
    b leave_call

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

yield:
    ldr r12, [sp, #CALL_R12]
    save_caller
    bl call_yield
    orrs r2, r0, r1
    beq resume_context
    b leave_call

library_yield:
    mov r12, #0
    save_caller
    mov r12, #0
    str r12, [lr, #PIP_ARMV7_CONTEXT_R0 - PIP_ARMV7_CONTEXT_SP]
    bl call_yield
    orrs r2, r0, r1
    beq resume_context
    b leave_library_call
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
