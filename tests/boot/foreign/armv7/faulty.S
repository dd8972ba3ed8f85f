/* Root faults. */
    .syntax unified
    .arm
    .text
    .globl _start
_start:
    ldr r5, =0x600df00d
    mov r1, #0x80000000
    str r5, [r1]
1:  b 1b
