/* Start-up code: the first instructions of a partition that is linked with libpip.
 *
 * Root is entered at the first byte of its image with a stack and RDI = address of the first-partition information; a child is entered as its
 * parent's context says. Either way main gets RDI as its argument:
 *     void main(pip_fpinfo *information);
 * (In C++: extern "C".) There is nobody to return to: a main that returns leaves the partition spinning.
 *
 * The partition is guarded (pip/event.h) in any case. What is done of it here is the mark in the VIDT that programs can see; the VIDT has to
 * be writable, therefore. */
    .section .text.entry, "ax", @progbits
    .globl _start
    .type _start, @function
_start:
    cld
    xorl %ebp, %ebp                     /* the end of every backtrace */
    andq $-16, %rsp                     /* what the calling conventions want at a call */
    movq %rdi, %r12
    call Pip_Event_Enable
    leaq __init_array_start(%rip), %rbx /* constructors of C++ objects; wherever the program is linked */
    leaq __init_array_end(%rip), %r13
1:  cmpq %r13, %rbx
    jae 2f
    call *(%rbx)
    addq $8, %rbx
    jmp 1b
2:  movq %r12, %rdi
    call main
3:  jmp 3b
    .size _start, . - _start
    .section .note.GNU-stack, "", @progbits
