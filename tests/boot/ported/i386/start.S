    .section .boot, "ax", @progbits
    .globl boot
boot:
    pushl %ebx
    call _main
1:  jmp 1b
    .section .note.GNU-stack, "", @progbits
