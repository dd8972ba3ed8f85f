/* The child: multiplies by the floating-point unit, says so by a software interrupt, then counts for ever. And what root compares its
 * own image with. */
    .section .rodata.child_code, "a", @progbits
    .globl child_code, child_counts, pattern, pattern_end
    .balign 4096
child_code:
    fninit
    pushl $7
    fildl (%esp)
    fimull (%esp)
    fistpl (%esp)
    popl %eax
    int $100
child_counts:
    incl %ecx
    jmp child_counts

    .balign 4096
pattern:
    .set index, 0
    .rept 3000
    .long (index * 0x9E3779B1) & 0xffffffff
    .set index, index + 1
    .endr
pattern_end:
    .section .note.GNU-stack, "", @progbits
