/* Start-up code: the first instructions of a partition that is linked with libpip.
 *
 * Root is entered at the first byte of its image, in ARM state, with a stack and r0 = address of the first-partition information; a child is
 * entered as its parent's context says. Either way main gets r0 as its argument:
 *     void main(pip_fpinfo *information);
 * (In C++: extern "C".) There is nobody to return to: a main that returns leaves the partition spinning.
 *
 * The partition is guarded (pip/event.h) before anything else of it runs; its VIDT has to be writable, therefore. */
    .section .text.entry, "ax", %progbits
    .arm
    .globl _start
    .type _start, %function
_start:
    mov r11, #0                         /* the end of every backtrace */
    bic sp, sp, #7
    mov r4, r0
    ldr r7, =Pip_Event_Enable
    blx r7
    ldr r5, =__init_array_start         /* constructors of C++ objects */
    ldr r6, =__init_array_end
1:  cmp r5, r6
    bhs 2f
    ldr r7, [r5], #4
    blx r7
    b 1b
2:  mov r0, r4
    ldr r7, =main                       /* Thumb code has an odd address */
    blx r7
3:  b 3b
    .ltorg
    .size _start, . - _start
