    .section .boot, "ax", @progbits
    .globl boot
boot:
    call _main
1:  jmp 1b
    .section .note.GNU-stack, "", @progbits
