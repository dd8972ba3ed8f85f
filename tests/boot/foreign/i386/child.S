/* The child: one page of code and data, mapped in the child at 0x500000, where children have free room. Root sees the same page in its
 * own image. The child notes in `child_stage` how far it came. */
#define CHILD(label) (label - child_page + 0x500000)

    .section .child, "awx", @progbits
    .globl child_page, child_stage, child_start, child_after_yield, child_after_int, child_invalid, child_page_fault
    .globl child_privileged, child_divide, child_spin, child_masked, child_masked_spin, child_unsaved, child_yield_point
    .globl child_unsaved_call
child_page:
child_start:
    movl $1, CHILD(child_stage)
    movl $CHILD(greeting), %esi
1:  pushl 0xfffffffc                    /* a byte can be sent when bit 5 of the line status is set */
    orl $1, 0xfffffffc
    pushl $0x3fd
    lcall $0x38, $0
    addl $4, %esp
    popl 0xfffffffc
    testb $0x20, %al
    jz 1b
    movzbl (%esi), %eax
    pushl 0xfffffffc
    orl $1, 0xfffffffc
    pushl %eax
    pushl $0x3f8
    lcall $0x30, $0
    addl $8, %esp
    popl 0xfffffffc
    incl %esi
    cmpb $0, (%esi)
    jne 1b

    movl $0x11111111, %ebx
    movl $0x22222222, %esi
    movl $0x33333333, %edi
    movl $0x44444444, %ebp
    pushl $1                            /* interrupt state on wake */
    pushl $1                            /* ... on yield */
    pushl $51                           /* saved here */
    pushl $50                           /* entry of the parent */
    pushl $0                            /* the parent */
child_yield_point:
    lcall $0xc0, $0
child_after_yield:
    addl $20, %esp
    testl %eax, %eax
    jnz child_wrong
    testl %ecx, %ecx
    jnz child_wrong
    testl %edx, %edx
    jnz child_wrong
    cmpl $0x11111111, %ebx
    jne child_wrong
    cmpl $0x22222222, %esi
    jne child_wrong
    cmpl $0x33333333, %edi
    jne child_wrong
    cmpl $0x44444444, %ebp
    jne child_wrong

    movl $2, CHILD(child_stage)
    int $100
child_after_int:
    movl $3, CHILD(child_stage)
    pushl $0
    lcall $0x98, $0
    addl $4, %esp
child_invalid:
    ud2
    movl $4, CHILD(child_stage)
child_page_fault:
    movl 0x10000000, %eax
    movl $5, CHILD(child_stage)
    pushl $1
    lcall $0x98, $0
    addl $4, %esp
child_privileged:
    cli
    movl $6, CHILD(child_stage)
    xorl %ecx, %ecx
child_divide:
    divl %ecx
    movl $7, CHILD(child_stage)
child_spin:
    jmp child_spin

child_masked:
    pushl $0
    lcall $0x98, $0
    addl $4, %esp
    movl $8, CHILD(child_stage)
child_masked_spin:
    jmp child_masked_spin

child_unsaved:
    pushl $1
    lcall $0x98, $0
    addl $4, %esp
    movl $9, CHILD(child_stage)
child_unsaved_call:
    int $100
    jmp child_wrong

child_wrong:
    movl $0xbad, CHILD(child_stage)
1:  jmp 1b

    .balign 4
child_stage: .long 0
greeting: .asciz "the foreign child says hello\r\n"
    .section .note.GNU-stack, "", @progbits
