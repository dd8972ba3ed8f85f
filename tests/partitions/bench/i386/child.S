/* What measured children run: a page that their parent maps in them at the address where it stands in the parent. EBX is the address of the
 * child's clock. */
#include "pip/abi.h"
#include "entries.h"

    .section .text.child, "ax"
    .balign 4096
    .globl child_begin, child_yielding, child_yielding_fast, child_unsaved, child_unsaved_fast, child_floating, child_interrupting
    .globl child_interrupting_clocked, child_faulting, child_faulting_clocked, child_spinning
child_begin:

/* Yields to its parent, again and again; saved and resumed through the same entry of its own. */
child_yielding:
    subl $64, %esp                     /* the other children's arguments lie above, and these are used again and again */
    pushl $0
    pushl $0
    pushl $ENTRY_YIELDING              /* save here */
    pushl $ENTRY_SAVED                 /* the parent's */
    pushl $0                           /* the parent */
1:  lcall $PIP_SELECTOR_YIELD, $0
    jmp 1b

.macro fast_yield save
    xorl %ebx, %ebx
    movl $(ENTRY_SAVED | \save << 16), %esi
    xorl %edi, %edi
    xorl %ebp, %ebp
1:  movl $PIP_SERVICE_YIELD, %eax
    movl %esp, %ecx
    movl $2f, %edx
    sysenter
2:  jmp 1b
.endm
child_yielding_fast:
    fast_yield ENTRY_YIELDING_FAST

/* The same without being saved: each time it begins anew. */
child_unsaved:
    pushl $0
    pushl $0
    pushl $ENTRY_NULL
    pushl $ENTRY_SAVED
    pushl $0
    lcall $PIP_SELECTOR_YIELD, $0
child_unsaved_fast:
    fast_yield ENTRY_NULL

/* Uses floating point each time. */
child_floating:
    subl $128, %esp
    pushl $0
    pushl $0
    pushl $ENTRY_FLOATING
    pushl $ENTRY_SAVED
    pushl $0
1:  fnop
    lcall $PIP_SELECTOR_YIELD, $0
    jmp 1b

child_interrupting:
    int $SOFTWARE_INTERRUPT
child_interrupting_clocked:
    rdtsc
    movl %eax, (%ebx)
    int $SOFTWARE_INTERRUPT
child_faulting:
    ud2
child_faulting_clocked:
    rdtsc
    movl %eax, (%ebx)
    ud2

child_spinning:
    rdtsc
    movl %eax, (%ebx)
    jmp child_spinning

    .balign 4096
