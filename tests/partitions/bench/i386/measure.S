/* Calls, with the time stamp counter read right before and right after. Under `-icount shift=0` the counter counts instructions. libpip's
 * stubs are not used: what is measured is the kernel. */
#include "pip/abi.h"
#include "entries.h"

    .text

.macro save_registers                  /* from here on the arguments begin at 20(%esp) */
    pushl %ebx
    pushl %esi
    pushl %edi
    pushl %ebp
.endm
.macro return
    popl %ebp
    popl %edi
    popl %esi
    popl %ebx
    ret
.endm

/* void measure_gate(measured_t *measured, uint32_t selector, uint32_t count, const uint32_t *arguments): instructions from the first push to the
 * addition that takes the arguments off again, and MEASURE_OVERHEAD_GATE more. */
    .globl measure_gate
measure_gate:
    save_registers
    movl 24(%esp), %eax
    movl $gate_pointer, %ebp           /* a far pointer: offset 0, selector */
    movl %eax, 4(%ebp)
    movl 28(%esp), %ecx
    movl 32(%esp), %esi
    movl $call_now, %edi               /* each push is three bytes long: begin at as many as there are arguments */
    leal (%ecx,%ecx,2), %edx
    subl %edx, %edi
    leal (,%ecx,4), %ebx
    rdtsc
    movl %eax, start
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
    movl %edx, %edi
    rdtsc
fill_in:
    subl start, %eax
    movl 20(%esp), %ecx
    movl %eax, (%ecx)
    movl %esi, 4(%ecx)
    movl %edi, 8(%ecx)
    return

/* void measure_fast(measured_t *measured, const uint32_t *registers): instructions from the loading of EAX to the first after the call, and
 * MEASURE_OVERHEAD_FAST more. The registers are EAX, EBX, ESI, EDI and EBP. */
    .globl measure_fast
measure_fast:
    save_registers
    movl 24(%esp), %eax
    movl (%eax), %ecx
    movl %ecx, fast_number
    movl 4(%eax), %ebx
    movl 8(%eax), %esi
    movl 12(%eax), %edi
    movl 16(%eax), %ebp
    rdtsc
    movl %eax, start
    movl fast_number, %eax
    movl %esp, %ecx
    movl $1f, %edx
    sysenter
1:  movl %eax, %esi
    movl %ebx, %edi
    rdtsc
    jmp fill_in

/* uint32_t measure_yield(uint32_t descriptor, uint32_t entry): instructions from a yield to the child until it has yielded back, and root is
 * saved. The others differ in the way in, and in what the caller does before. */
.macro measured_yield before:vararg
    save_registers
    movl 20(%esp), %ecx
    movl 24(%esp), %ebx
    rdtsc
    movl %eax, %edi
    \before
    pushl $0                           /* flags on wake */
    pushl $0                           /* flags on yield */
    pushl $ENTRY_SAVED                 /* save here */
    pushl %ebx                         /* the child's */
    pushl %ecx
    lcall $PIP_SELECTOR_YIELD, $0
    movl %eax, %esi
    rdtsc
    addl $20, %esp
    subl %edi, %eax
    testl %esi, %esi
    jz 1f
    movl $-1, %eax                     /* it was refused */
1:  return
.endm
    .globl measure_yield, measure_yield_floating
measure_yield:
    measured_yield
measure_yield_floating:
    measured_yield fnop

    .globl measure_yield_fast
measure_yield_fast:
    save_registers
    movl 20(%esp), %ebx
    movl 24(%esp), %esi
    orl $(ENTRY_SAVED << 16), %esi
    xorl %edi, %edi
    xorl %ebp, %ebp
    rdtsc
    movl %eax, start
    movl $PIP_SERVICE_YIELD, %eax
    movl %esp, %ecx
    movl $1f, %edx
    sysenter
1:  movl %eax, %esi
    rdtsc
    subl start, %eax
    testl %esi, %esi
    jz 2f
    movl $-1, %eax
2:  return

/* uint32_t measure_event(uint32_t descriptor, uint32_t entry): instructions from a yield to the child's context `entry`, which makes something
 * happen at once that brings control to event_handler in root. */
    .globl measure_event, event_handler
measure_event:
    save_registers
    movl %esp, event_stack
    movl 20(%esp), %ecx
    movl 24(%esp), %edx
    movl %edx, %ebx
    rdtsc
    movl %eax, start
    pushl $0
    pushl $0
    pushl $ENTRY_NULL                  /* root starts afresh, in the handler */
    pushl %ebx
    pushl %ecx
    lcall $PIP_SELECTOR_YIELD, $0
refused:
    movl $-1, %eax                     /* only a refused yield comes back */
    jmp leave
event_handler:
    rdtsc
    movl %eax, event_clock
    subl start, %eax
leave:
    movl event_stack, %esp
    return

/* uint32_t measure_timer(uint32_t descriptor, uint32_t entry, const volatile uint32_t *clock): instructions from the last of the child's to the
 * first of the timer's handler in root; the child stores the counter in *clock over and over. */
    .globl measure_timer, timer_handler
measure_timer:
    save_registers
    movl %esp, event_stack
    movl 28(%esp), %eax
    movl %eax, clock_address
    pushl $0
    pushl $0
    pushl $ENTRY_NULL
    pushl 36(%esp)
    pushl 36(%esp)
    lcall $PIP_SELECTOR_YIELD, $0
    jmp refused
timer_handler:
    rdtsc
    movl clock_address, %edx
    subl (%edx), %eax
    jmp leave

/* uint32_t measure_timer_from_root(uint32_t phase): the same where root itself waits, from instruction `phase` of the loop on. */
    .globl measure_timer_from_root
measure_timer_from_root:
    save_registers
    movl %esp, event_stack
    movl $start, clock_address
    movl $start, %ebx
    movl 20(%esp), %edi
    leal root_spinning(,%edi,2), %edi  /* each is two bytes long */
    rdtsc
    movl %eax, (%ebx)
    pushl $1
    lcall $PIP_SELECTOR_SET_INT_STATE, $0
    jmp *%edi
root_spinning:
    rdtsc
    movl %eax, (%ebx)
    jmp root_spinning

/* void absorb_interrupt(void): lets an interrupt that waits arrive, at timer_absorbed. */
    .globl absorb_interrupt, timer_absorbed
absorb_interrupt:
    save_registers
    movl %esp, event_stack
    pushl $1
    lcall $PIP_SELECTOR_SET_INT_STATE, $0
    nop
timer_absorbed:                        /* entered with interrupts off again */
    movl event_stack, %esp
    pushl $0
    lcall $PIP_SELECTOR_SET_INT_STATE, $0
    jmp leave

    .data
    .balign 4
    .globl event_clock
gate_pointer:
    .long 0, 0
fast_number:
    .long 0
start:
    .long 0
event_stack:
    .long 0
event_clock:
    .long 0
clock_address:
    .long 0
