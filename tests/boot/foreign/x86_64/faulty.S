/* A root partition that faults at once: nobody can take that, so the kernel must say what happened and stop. */
    .section .boot, "ax", @progbits
    .globl boot
boot:
    movabsq $0x600df00d12345678, %rax   /* to be found in the dump */
    ud2
1:  jmp 1b
    .section .note.GNU-stack, "", @progbits
