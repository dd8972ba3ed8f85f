/* The services as C functions, made from the description of the ABI:
 *     pip_result_t Pip_NAME_Result(arguments...)
 * with the C calling conventions. A structure of two words comes back in RAX and RDX, which is how the kernel answers: the value in RAX, the
 * error in RDX. It takes the arguments where C has them, but for the fourth: `syscall` overwrites RCX. A caller that is resumed finds RAX and
 * RDX = 0, which is the answer of a yield that was granted. */
#include "pip/abi.h"

    .text

.macro SERVICE name, number, count
    .globl \name\()_Result
    .type \name\()_Result, @function
    .p2align 4, 0x90
\name\()_Result:
    .if \count > 5                      /* the last three are a structure, too large for registers */
    movq 8(%rsp), %r10
    movq 16(%rsp), %r8
    movq 24(%rsp), %r9
    .elseif \count > 3
    movq %rcx, %r10
    .endif
    movl $(PIP_X86_64_FIRST_CALL + \number), %eax
    syscall
    ret
    .size \name\()_Result, . - \name\()_Result
.endm

#define PIP_STUB(name, selector, number, count, packing, effect) SERVICE name, number, count
#include "pip/stubs.h"

    .section .note.GNU-stack, "", @progbits
