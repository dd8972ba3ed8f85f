/* Calls through a gate, with the time stamp counter read right before the arguments are pushed and right after they are popped. Under
 * `-icount shift=0` the counter counts instructions. libpip's stubs are not used: what is measured is the kernel. */
#include "pip/abi.h"

    .text

/* uint64_t measure_gate(uint32_t selector, uint32_t count, const uint32_t *arguments): in the low half the instructions from the first push
 * to the addition that takes the arguments off again, and MEASURE_OVERHEAD more; in the high half the call's result. */
    .globl measure_gate
measure_gate:
    pushl %ebx
    pushl %esi
    pushl %edi
    pushl %ebp
    movl 20(%esp), %eax
    movl $gate_pointer, %ebp           /* a far pointer: offset 0, selector */
    movl %eax, 4(%ebp)
    movl 24(%esp), %ecx
    movl 28(%esp), %esi
    movl $call_now, %edi               /* each push is three bytes long: begin at as many as there are arguments */
    leal (%ecx,%ecx,2), %edx
    subl %edx, %edi
    leal (,%ecx,4), %ebx
    rdtsc
    movl %eax, gate_start
    jmp *%edi
    pushl 20(%esi)
    pushl 16(%esi)
    pushl 12(%esi)
    pushl 8(%esi)
    pushl 4(%esi)
    .byte 0xff, 0x76, 0x00             /* pushl 0(%esi), in three bytes */
call_now:
    lcall *(%ebp)
    addl %ebx, %esp
    movl %eax, %esi
    rdtsc
    subl gate_start, %eax
    movl %esi, %edx
    popl %ebp
    popl %edi
    popl %esi
    popl %ebx
    ret

/* uint32_t measure_yield(uint32_t descriptor): instructions from a yield to the child until it has yielded back, both contexts saved. */
    .globl measure_yield
measure_yield:
    pushl %ebx
    pushl %esi
    pushl %edi
    pushl %ebp
    movl 20(%esp), %ecx
    rdtsc
    movl %eax, %edi
    pushl $0                           /* flags on wake */
    pushl $0                           /* flags on yield */
    pushl $50                          /* save here */
    pushl $50                          /* the child's */
    pushl %ecx
    lcall $PIP_SELECTOR_YIELD, $0
    movl %eax, %esi
    rdtsc
    addl $20, %esp
    subl %edi, %eax
    testl %esi, %esi
    jz 1f
    movl $-1, %eax                     /* it was refused */
1:  popl %ebp
    popl %edi
    popl %esi
    popl %ebx
    ret

/* uint32_t measure_event(uint32_t descriptor, uint32_t entry): instructions from a yield to the child's context `entry`, which makes something
 * happen at once that brings control to event_handler in root. */
    .globl measure_event, event_handler
measure_event:
    pushl %ebx
    pushl %esi
    pushl %edi
    pushl %ebp
    movl %esp, event_stack
    movl 20(%esp), %ecx
    movl 24(%esp), %edx
    movl %edx, %ebx
    rdtsc
    movl %eax, event_start
    pushl $0
    pushl $0
    pushl $0                           /* a null slot: root starts afresh, in the handler */
    pushl %ebx
    pushl %ecx
    lcall $PIP_SELECTOR_YIELD, $0
    movl $-1, %eax                     /* only a refused yield comes back */
    jmp 2f
event_handler:
    rdtsc
    subl event_start, %eax
2:  movl event_stack, %esp
    popl %ebp
    popl %edi
    popl %esi
    popl %ebx
    ret

/* uint32_t measure_timer(uint32_t descriptor, uint32_t entry, volatile uint32_t *clock): instructions from the last of the child's to the
 * first of the timer's handler in root; the child stores the counter in *clock over and over. */
    .globl measure_timer, timer_handler
measure_timer:
    pushl %ebx
    pushl %esi
    pushl %edi
    pushl %ebp
    movl %esp, event_stack
    movl 28(%esp), %eax
    movl %eax, event_start
    pushl $0
    pushl $0
    pushl $0
    pushl 36(%esp)
    pushl 36(%esp)
    lcall $PIP_SELECTOR_YIELD, $0
    movl $-1, %eax
    jmp 2b
timer_handler:
    rdtsc
    movl event_start, %edx
    subl (%edx), %eax
    jmp 2b

/* void absorb_interrupt(void): lets an interrupt that waits arrive, at timer_absorbed. */
    .globl absorb_interrupt, timer_absorbed
absorb_interrupt:
    pushl %ebx
    pushl %esi
    pushl %edi
    pushl %ebp
    movl %esp, event_stack
    pushl $1
    lcall $PIP_SELECTOR_SET_INT_STATE, $0
    nop
timer_absorbed:                        /* entered with interrupts off again */
    movl event_stack, %esp
    pushl $0
    lcall $PIP_SELECTOR_SET_INT_STATE, $0
    movl event_stack, %esp
    jmp 2b

    .data
    .balign 4
gate_pointer:
    .long 0, 0
gate_start:
    .long 0
event_stack:
    .long 0
event_start:
    .long 0
