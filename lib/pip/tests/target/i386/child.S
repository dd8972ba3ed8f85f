/* The child: a page of code that passes control to its parent in one way after the other, from the beginning each time it has gone
 * round. */
#include "pip/abi.h"

    .section .rodata.child_code, "a", @progbits
    .globl child_code
    .balign 4096
child_code:
    pushl $1
    pushl $1
    pushl $51
    pushl $60
    pushl $0
    lcall $PIP_SELECTOR_YIELD, $0
    addl $20, %esp
    pushl $1                            /* the parent's entry 61 is closed */
    pushl $1
    pushl $51
    pushl $61
    pushl $0
    lcall $PIP_SELECTOR_YIELD, $0
    addl $20, %esp
    int $100                            /* EAX has the answer */
    movl 0x10000004, %eax               /* five bytes that the parent skips */
    jmp child_code
    .balign 4096
    .section .note.GNU-stack, "", @progbits
