/* What the measured child runs: a page that root maps in it at the address where it stands in root. */
#include "pip/abi.h"

    .section .text.child, "ax"
    .balign 4096
    .globl child_begin, child_yielding, child_interrupting, child_faulting, child_spinning
child_begin:

/* Yields to its parent, again and again; saved and resumed through its own entry 50. */
child_yielding:
    pushl $0
    pushl $0
    pushl $50                          /* save here */
    pushl $50                          /* root's */
    pushl $0                           /* the parent */
1:  lcall $PIP_SELECTOR_YIELD, $0
    jmp 1b

child_interrupting:
    int $0x50
child_faulting:
    ud2

/* EBX: the page that it shares with root. */
child_spinning:
    rdtsc
    movl %eax, (%ebx)
    jmp child_spinning

    .balign 4096
