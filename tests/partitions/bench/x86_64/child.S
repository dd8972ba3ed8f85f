/* What measured children run: a page that their parent maps in them at the address where it stands in the parent. RBX is the address of the
 * child's clock. */
#include "pip/abi.h"
#include "entries.h"

    .section .text.child, "ax"
    .balign 4096
    .globl child_begin, child_yielding, child_unsaved, child_floating, child_interrupting, child_interrupting_clocked
    .globl child_faulting, child_faulting_clocked, child_calling, child_calling_clocked, child_spinning
child_begin:

/* Yields to its parent, again and again; saved and resumed through the same entry of its own, or not saved, and begun anew each time. RDI,
 * R10 and R8, the parent and both flags, are 0 in a new context, and come back as 0. */
.macro yielding save, before:vararg
1:  movl $ENTRY_SAVED, %esi             /* the parent's */
    movl $\save, %edx
    \before
    movl $(PIP_X86_64_FIRST_CALL + PIP_SERVICE_YIELD), %eax
    syscall
    jmp 1b
.endm
child_yielding:
    yielding ENTRY_YIELDING
child_unsaved:
    yielding ENTRY_NULL
child_floating:                         /* uses floating point each time */
    yielding ENTRY_FLOATING, fnop

child_interrupting:
    int $SOFTWARE_INTERRUPT
    jmp child_interrupting
child_interrupting_clocked:
    rdtsc
    movl %eax, (%rbx)
    int $SOFTWARE_INTERRUPT
child_faulting:                         /* where it goes on, it faults again */
    ud2
child_faulting_clocked:
    rdtsc
    movl %eax, (%rbx)
    ud2
child_calling:                          /* what is no service */
    xorl %eax, %eax
    syscall
    jmp child_calling
child_calling_clocked:
    rdtsc
    movl %eax, (%rbx)
    xorl %eax, %eax
    syscall

child_spinning:
    rdtsc
    movl %eax, (%rbx)
    jmp child_spinning

    .balign 4096
