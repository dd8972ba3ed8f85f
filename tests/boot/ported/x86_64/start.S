    .section .boot, "ax", @progbits
    .globl boot
boot:
    call _main                          /* the information's address is in RDI, where main wants it */
1:  jmp 1b
    .section .note.GNU-stack, "", @progbits
