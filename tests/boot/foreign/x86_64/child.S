/* Code of the child: a page of its own, which finds in EDI what to do. */
    .section .child, "ax", @progbits
    .globl child_start, child_invalid, child_reads, child_writes, child_behind_interrupt, child_behind_call, child_loop
child_start:
    cmpl $1, %edi
    je child_invalid
    cmpl $2, %edi
    je reads
    cmpl $3, %edi
    je writes
    cmpl $4, %edi
    je jumps
    cmpl $5, %edi
    je calls
    cmpl $6, %edi
    je child_loop
    cmpl $7, %edi
    je breaks

/* To the parent's entry 60, saved at 5; when it is back, it shows what registers hold by an interrupt. */
    movabsq $0x1111111122222222, %rbx
    movabsq $0x3333333344444444, %r15
    xorl %edi, %edi
    movl $60, %esi
    movl $5, %edx
    movl $1, %r10d
    movl $1, %r8d
    movl $(0x70000000 + 18), %eax
    syscall
    int $100
child_behind_interrupt:
    ud2
child_invalid:
    ud2
reads:
    movl $0x10000000, %eax
child_reads:
    movq (%rax), %rax
writes:
    leaq child_start(%rip), %rax
child_writes:
    movb $0, (%rax)
jumps:                                  /* to its stack */
    jmp *%rsp
calls:                                  /* as Linux's programs do */
    movl $1, %eax
    movl $0xd1, %edi
    movl $0x51, %esi
    movl $0xd2, %edx
    movl $0x10, %r10d
    movl $0x8, %r8d
    movl $0x9, %r9d
    syscall
child_behind_call:
    movq %rax, %rbx
    int $100
breaks:
    int3
child_loop:
    incl %ecx
    jmp child_loop
    .balign 4096
    .section .note.GNU-stack, "", @progbits
