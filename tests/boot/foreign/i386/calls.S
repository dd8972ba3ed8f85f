/* The far calls. The arguments lie on the stack in the order of C, so they are pushed once more below the return address. */
    .text

.macro CALL name, selector, count
    .globl \name
\name:
    .rept \count
    pushl 4*\count(%esp)
    .endr
    lcall $\selector, $0
    addl $4*\count, %esp
    ret
.endm

/* Port calls, with interrupts marked as masked in the last word of the VIDT meanwhile, as older libraries do. */
.macro PORT name, selector, count
    .globl \name
\name:
    pushl 0xfffffffc
    orl $1, 0xfffffffc
    .rept \count
    pushl 4*\count + 4(%esp)
    .endr
    lcall $\selector, $0
    addl $4*\count, %esp
    popl 0xfffffffc
    ret
.endm

    PORT outb, 0x30, 2
    PORT inb, 0x38, 1
    PORT outw, 0x40, 2
    PORT inw, 0x48, 1
    PORT outl, 0x50, 2
    PORT inl, 0x58, 1
    CALL createPartition, 0x60, 5
    CALL countToMap, 0x68, 2
    CALL prepare, 0x70, 3
    CALL addVAddr, 0x78, 6
    CALL get_int_state, 0x80, 1
    CALL set_int_state, 0x98, 1
    CALL removeVAddr, 0xa0, 2
    CALL mappedInChild, 0xa8, 1
    CALL deletePartition, 0xb0, 1
    CALL collect, 0xb8, 2
    CALL resume, 0xc0, 5

/* yield as well, for the checks, which want to know where its arguments lay; handlers use the other one. */
    .globl yield, yield_arguments
yield:
    .rept 5
    pushl 20(%esp)
    .endr
    movl %esp, yield_arguments
    lcall $0xc0, $0
    addl $20, %esp
    ret

/* uint32_t registers_kept(uint32_t child): a call keeps EBX, ESI, EDI, EBP, ESP and the segment registers. Returns 1 if so. */
    .globl registers_kept
registers_kept:
    pushl %ebx
    pushl %esi
    pushl %edi
    pushl %ebp
    movl 20(%esp), %eax
    movl %esp, saved_esp
    movl $0x1b1b1b1b, %ebx
    movl $0x51515151, %esi
    movl $0xd1d1d1d1, %edi
    movl $0xb9b9b9b9, %ebp
    movl $0xffffffff, %ecx
    pushl $0x500000
    pushl %eax
    lcall $0x68, $0
    addl $8, %esp
    xorl %eax, %eax
    cmpl $0x1b1b1b1b, %ebx
    jne 1f
    cmpl $0x51515151, %esi
    jne 1f
    cmpl $0xd1d1d1d1, %edi
    jne 1f
    cmpl $0xb9b9b9b9, %ebp
    jne 1f
    cmpl saved_esp, %esp
    jne 1f
    testl %ecx, %ecx                    /* nothing of the kernel is left behind */
    jne 1f
    movw %ds, %cx
    cmpw $0x23, %cx
    jne 1f
    movw %es, %cx
    cmpw $0x23, %cx
    jne 1f
    movl $1, %eax
1:  movl saved_esp, %esp
    popl %ebp
    popl %edi
    popl %esi
    popl %ebx
    ret

    .data
saved_esp:       .long 0
yield_arguments: .long 0
    .section .note.GNU-stack, "", @progbits
