/* Calls, with the time stamp counter read right before and right after. Under `-icount shift=0` the counter counts instructions. libpip's
 * stubs are not used: what is measured is the kernel. */
#include "pip/abi.h"
#include "entries.h"

#define YIELD (PIP_X86_64_FIRST_CALL + PIP_SERVICE_YIELD)
#define SET_INT_STATE (PIP_X86_64_FIRST_CALL + PIP_SERVICE_SET_INT_STATE)

    .text

.macro save_registers
    pushq %rbx
    pushq %rbp
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
.endm
.macro return
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbp
    popq %rbx
    ret
.endm

/* void measure_call(measured_t *measured, pip_word_t number, const pip_word_t *arguments): instructions from the loading of RAX to the first
 * after the call, and MEASURE_OVERHEAD more. */
    .globl measure_call
measure_call:
    save_registers
    movq %rdi, %r12
    movq %rsi, %r13
    movq 16(%rdx), %rbp
    movq (%rdx), %rdi
    movq 8(%rdx), %rsi
    movq 24(%rdx), %r10
    movq 32(%rdx), %r8
    movq 40(%rdx), %r9
    rdtsc
    movl %eax, %ebx
    movq %rbp, %rdx
    movq %r13, %rax
    syscall
    movq %rax, %r14
    movq %rdx, %r15
    rdtsc
    subl %ebx, %eax
    movl %eax, (%r12)
    movq %r14, 8(%r12)
    movq %r15, 16(%r12)
    return

/* Root yields from here on; RDI and RSI are the child and its entry. */
.macro yield save
    movl $\save, %edx
    xorl %r10d, %r10d                   /* flags on yield, and on wake */
    xorl %r8d, %r8d
    movl $YIELD, %eax
    syscall
.endm

/* uint32_t measure_yield(pip_word_t descriptor, pip_word_t entry): instructions from a yield to the child until it has yielded back, and root
 * is saved. The other differs in what the caller does before. */
.macro measured_yield before:vararg
    pushq %rbx
    rdtsc
    movl %eax, %ebx
    \before
    yield ENTRY_SAVED
    movq %rax, %rsi
    rdtsc
    subl %ebx, %eax
    testq %rsi, %rsi
    jz 1f
    movl $-1, %eax                      /* it was refused */
1:  popq %rbx
    ret
.endm
    .globl measure_yield, measure_yield_floating
measure_yield:
    measured_yield
measure_yield_floating:
    measured_yield fnop

/* uint32_t measure_event(pip_word_t descriptor, pip_word_t entry): instructions from a yield to the child's context `entry`, which makes
 * something happen at once that brings control to event_handler in root. */
    .globl measure_event, event_handler
measure_event:
    save_registers
    movq %rsp, event_stack(%rip)
    rdtsc
    movl %eax, start(%rip)
    yield ENTRY_NULL                    /* root starts afresh, in the handler */
refused:
    movl $-1, %eax                      /* only a refused yield comes back */
    jmp leave
event_handler:
    rdtsc
    movl %eax, event_clock(%rip)
    subl start(%rip), %eax
leave:
    movq event_stack(%rip), %rsp
    return

/* uint32_t measure_timer(pip_word_t descriptor, pip_word_t entry, const volatile uint32_t *clock): instructions from the last of the child's to
 * the first of the timer's handler in root; the child stores the counter in *clock over and over. */
    .globl measure_timer, timer_handler
measure_timer:
    save_registers
    movq %rsp, event_stack(%rip)
    movq %rdx, clock_address(%rip)
    yield ENTRY_NULL
    jmp refused
timer_handler:
    rdtsc
    movq clock_address(%rip), %rdx
    subl (%rdx), %eax
    jmp leave

/* uint32_t measure_timer_from_root(uint32_t phase): the same where root itself waits, from instruction `phase` of the loop on. */
    .globl measure_timer_from_root
measure_timer_from_root:
    save_registers
    movq %rsp, event_stack(%rip)
    leaq start(%rip), %rbx
    movq %rbx, clock_address(%rip)
    movl %edi, %edi
    leaq root_spinning(%rip), %r12
    leaq (%r12,%rdi,2), %r12            /* each is two bytes long */
    rdtsc
    movl %eax, (%rbx)
    movl $1, %edi
    movl $SET_INT_STATE, %eax
    syscall
    jmp *%r12
root_spinning:
    rdtsc
    movl %eax, (%rbx)
    jmp root_spinning

/* void absorb_interrupt(void): lets an interrupt that waits arrive, at timer_absorbed. */
    .globl absorb_interrupt, timer_absorbed
absorb_interrupt:
    save_registers
    movq %rsp, event_stack(%rip)
    movl $1, %edi
    movl $SET_INT_STATE, %eax
    syscall
    nop
timer_absorbed:                         /* entered with interrupts off again */
    movq event_stack(%rip), %rsp
    xorl %edi, %edi
    movl $SET_INT_STATE, %eax
    syscall
    jmp leave

    .data
    .balign 8
    .globl event_clock
event_stack:
    .quad 0
clock_address:
    .quad 0
start:
    .long 0
event_clock:
    .long 0
