/* The mode of another processor, which there is not while words have 64 bits; see assembly.hpp. */
#include "pip/abi.h"

#define VIRTUAL_8086 0x20000
#define TRAP 0x100

    .text

/* Returns there with words of 32 bits, from a stack whose address has 32 bits; data segments and stack have this selector. */
.macro RETURN_TO_VIRTUAL_8086_MODE selector, flags, data, stack
    leaq -48(\stack), %rsp
    movl %eax, (%rsp)
    movl \selector, 4(%rsp)
    movl $VIRTUAL_8086 | 2 | \flags, 8(%rsp)
    movl $0x1000, 12(%rsp)              /* what iret takes in that mode: ESP, SS, ES, DS, FS, GS */
    .set offset, 16
    .rept 5
    movl $\data, offset(%rsp)
    .set offset, offset + 4
    .endr
    iretl
.endm

    .globl return_to_virtual_8086_mode
return_to_virtual_8086_mode:            /* selector, stack */
    movq %rsp, %rdx
    leaq 1f(%rip), %rax
    RETURN_TO_VIRTUAL_8086_MODE %edi, 0x3000, PIP_X86_64_USER_DATA, %rsi
1:  movq %rdx, %rsp
    retq

/* A single step of an instruction of one byte at 0008:ffff. The processor's kernel code as such a segment begins at 0x80, so that byte is in
 * the page at 64 KiB, and the next one's offset is 64 KiB. */
    .globl step_in_virtual_8086_mode
step_in_virtual_8086_mode:              /* RDI: stack */
    movl $0xffff, %eax
    movl $PIP_X86_64_KERNEL_CODE, %ecx
    RETURN_TO_VIRTUAL_8086_MODE %ecx, TRAP, PIP_X86_64_KERNEL_DATA, %rdi

/* With interrupts off, to 1000:0080. */
    .globl wait_in_virtual_8086_mode
wait_in_virtual_8086_mode:              /* RDI: stack */
    movl $0x80, %eax
    movl $0x1000, %ecx
    RETURN_TO_VIRTUAL_8086_MODE %ecx, 0, 0x1000, %rdi

/* What is at 64 KiB: says which code segment it runs in, and goes back to ring 3 if that is the kernel's; and from 0x80 on code of 16 bits
 * that waits for an interrupt, for a while. */
    .globl code_at_64_kib, code_at_64_kib_end
code_at_64_kib:
    movl %cs, %eax
    movabsq %rax, 0x7fffffb000          /* the mailbox */
    movl $0x10001000, %esp              /* in the pool */
    pushq $PIP_X86_64_USER_DATA
    pushq $0x10001000
    pushq $2
    pushq $PIP_X86_64_USER_CODE
    pushq $1f
    iretq
    .fill 0x80 - (. - code_at_64_kib), 1, 0x90
    .code16
    movw $800, %dx
2:  movw $0xffff, %cx
3:  loop 3b
    decw %dx
    jnz 2b
    ud2
    .code64
code_at_64_kib_end:
1:  int $0x60
    ud2
    .section .note.GNU-stack, "", @progbits
