/* The child: a page of code that passes control to its parent in one way after the other, from the beginning each time it has gone
 * round. */
#include "pip/abi.h"

.macro YIELD entry
    xorl %edi, %edi
    movl $\entry, %esi
    movl $51, %edx
    movl $1, %r10d
    movl $1, %r8d
    movl $(PIP_X86_64_FIRST_CALL + PIP_SERVICE_YIELD), %eax
    syscall
.endm

    .section .rodata.child_code, "a", @progbits
    .globl child_code, child_behind_call
    .balign 4096
child_code:
    YIELD 60
    YIELD 61                            /* the parent's entry 61 is closed */
    int $100                            /* RAX and RDX have the answer */
    movl $1, %edi                       /* a call that the parent knows of, not the kernel */
    movl $2, %r9d
    movabsq $0x123456789, %rax
    syscall
child_behind_call:
    movq %rax, %rbx                     /* what the parent answers */
    movl 0x10000004, %eax               /* seven bytes that the parent skips */
    jmp child_code
    .balign 4096

/* pip_word_t foreign_call(number, argument): `syscall` with this number and first argument. Returns value plus error. */
    .text
    .globl foreign_call
    .type foreign_call, @function
foreign_call:
    movq %rdi, %rax
    movq %rsi, %rdi
    syscall
    addq %rdx, %rax
    ret
    .size foreign_call, . - foreign_call
    .section .note.GNU-stack, "", @progbits
