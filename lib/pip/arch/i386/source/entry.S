/* Start-up code: the first instructions of a partition that is linked with libpip.
 *
 * Root is entered at the first byte of its image with ESP in its stack page and EBX = address of the first-partition information; a
 * child is entered as its parent's context says. Either way main gets EBX as its argument:
 *     void main(pip_fpinfo *information);
 * (In C++: extern "C".) There is nobody to return to: a main that returns leaves the partition spinning.
 *
 * The partition is guarded (pip/event.h) before anything else of it runs; its VIDT has to be writable, therefore. */
    .section .text.entry, "ax", @progbits
    .globl _start
    .type _start, @function
_start:
    cld
    xorl %ebp, %ebp                     /* the end of every backtrace */
    andl $-16, %esp
    call Pip_Event_Enable               /* EBX, which is the callee's to keep, still holds the argument of main */
    movl $__init_array_start, %esi      /* constructors of C++ objects */
1:  cmpl $__init_array_end, %esi
    jae 2f
    call *(%esi)
    addl $4, %esi
    jmp 1b
2:  subl $12, %esp                      /* with the argument, 16: what the calling conventions want at a call */
    pushl %ebx
    call main
3:  jmp 3b
    .size _start, . - _start
    .section .note.GNU-stack, "", @progbits
