/* The services as C functions, made from the description of the ABI:
 *     pip_result_t Pip_NAME_Result(arguments...)
 * with the C calling conventions. They return a structure where the caller says: its address lies below the arguments, is taken off the stack
 * by the callee, and comes back in EAX. The kernel answers in registers, by the gates the value in EAX and the error in EDX, by the fast
 * entry the error in EBX.
 *
 * Each tries the fast entry first (pip_entry says whether it can) and falls back to the call gate. Both ways are documented in
 * abi.toml. */
#include "pip/abi.h"

#define ENTRY_UNKNOWN 0                 /* pip/arch_api.h has these for C */
#define ENTRY_FAST 2

/* Through the call gate: the arguments once more, since two addresses lie on top of them. Each push takes the last one that is
 * missing, and all pushes name the same offset because the stack pointer moves with them. */
.macro GATE selector, count
    .rept \count
    pushl 4*\count+4(%esp)
    .endr
    lcall $\selector, $0
    .if \count
    addl $4*\count, %esp
    .endif
    movl 4(%esp), %ecx
    movl %eax, (%ecx)
    movl %edx, 4(%ecx)
    movl %ecx, %eax
    ret $4
.endm

.macro SAVE_REGISTERS                   /* from here on the result's address is at 20(%esp), and the arguments begin at 24(%esp) */
    pushl %ebp
    pushl %edi
    pushl %esi
    pushl %ebx
.endm

.macro RESTORE_REGISTERS
    popl %ebx
    popl %esi
    popl %edi
    popl %ebp
.endm

/* How the arguments get into registers says the packing (PACKINGS in abi/outputs/description.py). These few are written by hand: each
 * is a sequence that saves instructions by what it knows of its arguments. */

/* The registers with the arguments are loaded; EAX holds the service. */
.macro ENTER_KERNEL
    movl %esp, %ecx
    movl $.Lback\@, %edx
    sysenter
.Lback\@:
.endm

/* The value is in EAX, the error in EBX. */
.macro RETURN_RESULT effect
    RETURN_\effect
    movl 20(%esp), %ecx
    movl %eax, (%ecx)
    movl %ebx, 4(%ecx)
    movl %ecx, %eax
    RESTORE_REGISTERS
    ret $4
.endm

.macro RETURN_plain
.endm
.macro RETURN_interrupt_state
.endm
.macro RETURN_halt
.endm
/* A caller that is resumed finds EAX = 0 and EBX as it was at the call, which is no error number then. */
.macro RETURN_control
    testl %eax, %eax
    jnz .Lrefused\@
    xorl %ebx, %ebx
.Lrefused\@:
.endm

/* Up to four arguments, as they are. */
.macro FAST_registers number, count, gate, effect
    .if \count > 4
    .error "the fast entry has no room for the arguments"
    .endif
    SAVE_REGISTERS
    .if \count > 0
    movl 24(%esp), %ebx
    .endif
    .if \count > 1
    movl 28(%esp), %esi
    .endif
    .if \count > 2
    movl 32(%esp), %edi
    .endif
    .if \count > 3
    movl 36(%esp), %ebp
    .endif
    movl $\number, %eax
    ENTER_KERNEL
    RETURN_RESULT \effect
.endm

/* The fifth argument travels in the upper bits of EAX: only a page address fits. */
.macro FAST_page number, count, gate, effect
    testl $PIP_FAST_SERVICE_MASK, 24(%esp)
    jnz \gate
    SAVE_REGISTERS
    movl 24(%esp), %ebx
    movl 28(%esp), %esi
    movl 32(%esp), %edi
    movl 36(%esp), %ebp
    movl 40(%esp), %eax
    orl $\number, %eax
    ENTER_KERNEL
    RETURN_RESULT \effect
.endm

/* The fourth to the sixth argument travel as bits: anything but 0 is 1. cmp sets carry for 0, and subtracting -1 and carry adds 1 unless
 * it is set. */
.macro FAST_bits number, count, gate, effect
    SAVE_REGISTERS
    xorl %eax, %eax
    cmpl $1, 44(%esp)                   /* bit 2 */
    sbbl $-1, %eax
    addl %eax, %eax
    cmpl $1, 40(%esp)                   /* bit 1 */
    sbbl $-1, %eax
    addl %eax, %eax
    cmpl $1, 36(%esp)                   /* bit 0 */
    sbbl $-1, %eax
    movl %eax, %ebp
    movl 24(%esp), %ebx
    movl 28(%esp), %esi
    movl 32(%esp), %edi
    movl $\number, %eax
    ENTER_KERNEL
    RETURN_RESULT \effect
.endm

/* The second and the third argument travel in one register. */
.macro FAST_halves number, count, gate, effect
    movl 12(%esp), %eax
    orl 16(%esp), %eax
    shrl $16, %eax
    jnz \gate
    SAVE_REGISTERS
    movl 24(%esp), %ebx
    movl 32(%esp), %esi
    shll $16, %esi
    orl 28(%esp), %esi
    movl 36(%esp), %edi
    movl 40(%esp), %ebp
    movl $\number, %eax
    ENTER_KERNEL
    RETURN_RESULT \effect
.endm

.macro SERVICE name, selector, number, count, packing, effect
    .globl \name\()_Result
    .type \name\()_Result, @function
    .p2align 4, 0x90
\name\()_Result:
    cmpl $ENTRY_FAST, pip_entry
    jne .Lnot_fast_\name
    FAST_\packing \number, \count, .Lgate_\name, \effect
.Lnot_fast_\name:
    cmpl $ENTRY_UNKNOWN, pip_entry
    jne .Lgate_\name
    pushl $ENTRY_FAST                   /* the first call of all finds out which way there is */
    call Pip_Choose_Entry
    addl $4, %esp
    jmp \name\()_Result
.Lgate_\name:
    GATE \selector, \count
    .size \name\()_Result, . - \name\()_Result
.endm

    .text
#define PIP_STUB(name, selector, number, count, packing, effect) SERVICE name, selector, number, count, packing, effect
#include "pip/stubs.h"

    .section .note.GNU-stack, "", @progbits
