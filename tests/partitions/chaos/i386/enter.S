/* Entries into the kernel with whatever a partition can put into registers. The answers are value (EAX) and error (EDX). */
#include "pip/abi.h"

    .text
/* uint64_t enter_by_gate(uint32_t selector, uint32_t stack): a far call with the arguments at `stack`, which need not be a stack. */
    .globl enter_by_gate
    .type enter_by_gate, @function
enter_by_gate:
    pushl %ebp
    pushl %ebx
    movl 12(%esp), %eax
    movl 16(%esp), %ecx
    pushl %eax                          /* a far pointer: the selector, and an offset that does not matter */
    pushl $0
    movl %esp, %ebp
    movl %ebp, %ebx
    movl %ecx, %esp
    lcall *(%ebx)
    movl %ebp, %esp                     /* EBP comes back as it was */
    addl $8, %esp
    popl %ebx
    popl %ebp
    ret

/* uint64_t enter_fast(uint32_t eax, const uint32_t arguments[4]): as the ABI says. */
    .globl enter_fast
    .type enter_fast, @function
enter_fast:
    pushl %ebp
    pushl %edi
    pushl %esi
    pushl %ebx
    movl 20(%esp), %eax
    movl 24(%esp), %ecx
    movl (%ecx), %ebx
    movl 4(%ecx), %esi
    movl 8(%ecx), %edi
    movl 12(%ecx), %ebp
    movl %esp, %ecx
    movl $1f, %edx
    sysenter
1:  movl %ebx, %edx
    testl %eax, %eax                    /* a yield that comes back has EBX as it was, which is no error then */
    jnz 2f
    cmpl $PIP_ERROR_UNKNOWN_SERVICE, %edx
    jbe 2f
    xorl %edx, %edx
2:  popl %ebx
    popl %esi
    popl %edi
    popl %ebp
    ret

/* void enter_fast_astray(uint32_t eax, uint32_t stack, uint32_t back): the kernel is told to go on anywhere. */
    .globl enter_fast_astray
    .type enter_fast_astray, @function
enter_fast_astray:
    movl 4(%esp), %eax
    movl 8(%esp), %ecx
    movl 12(%esp), %edx
    sysenter
    ud2

    .section .note.GNU-stack, "", %progbits
