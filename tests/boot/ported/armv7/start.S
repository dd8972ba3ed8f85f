    .section .boot, "ax", %progbits
    .arm
    .globl boot
boot:
    bl _main
1:  b 1b
