/* What a compiler would not write; see assembly.hpp. All functions are called as C functions. */
#include "entries.h"
#include "pip/abi.h"

#define HOSTILE_FLAGS 0x54500           /* TF, DF, NT, RF, AC */
#define TRAP 0x100
#define FOREIGN_CALL 60                 /* a number of another system's */

    .text

.macro SAVE_PRESERVED
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
.endm

.macro RESTORE_PRESERVED
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
.endm

/* --- events in the caller itself ----------------------------------------------------------------------------------------- */

    .globl call_and_land
call_and_land:                          /* body, argument, landing */
    SAVE_PRESERVED
    subq $8, %rsp
    leaq 1f(%rip), %rax
    movq %rax, PIP_X86_64_CONTEXT_RIP(%rdx)
    movq $0, PIP_X86_64_CONTEXT_PIPFLAGS(%rdx)
    movq $2, PIP_X86_64_CONTEXT_RFLAGS(%rdx)
    movq %rsp, PIP_X86_64_CONTEXT_RSP(%rdx)
    movq %rdi, %rax
    movq %rsi, %rdi
    callq *%rax
    xorl %eax, %eax
    jmp 2f
1:  movl $1, %eax
2:  addq $8, %rsp
    RESTORE_PRESERVED
    retq

/* --- calls with hostile registers ---------------------------------------------------------------------------------------- */

#define RAX 0
#define RBX 8
#define RCX 16
#define RDX 24
#define RSI 32
#define RDI 40
#define RBP 48
#define R8 56
#define R9 64
#define R10 72
#define R11 80
#define R12 88
#define R13 96
#define R14 104
#define R15 112
#define RSP 120

    .globl call_with_registers, call_returns
call_with_registers:                    /* registers */
    SAVE_PRESERVED
    movq %rsp, kept_stack(%rip)
    movq %rdi, kept_registers(%rip)
    movq RSP(%rdi), %rax
    testq %rax, %rax
    jz 1f
    movq %rax, %rsp
1:  movq RAX(%rdi), %rax
    movq RBX(%rdi), %rbx
    movq RCX(%rdi), %rcx
    movq RDX(%rdi), %rdx
    movq RSI(%rdi), %rsi
    movq RBP(%rdi), %rbp
    movq R8(%rdi), %r8
    movq R9(%rdi), %r9
    movq R10(%rdi), %r10
    movq R11(%rdi), %r11
    movq R12(%rdi), %r12
    movq R13(%rdi), %r13
    movq R14(%rdi), %r14
    movq R15(%rdi), %r15
    movq RDI(%rdi), %rdi
    syscall
call_returns:
    movq %rdi, kept_register(%rip)
    movq kept_registers(%rip), %rdi
    movq %rax, RAX(%rdi)
    movq %rbx, RBX(%rdi)
    movq %rcx, RCX(%rdi)
    movq %rdx, RDX(%rdi)
    movq %rsi, RSI(%rdi)
    movq kept_register(%rip), %rax
    movq %rax, RDI(%rdi)
    movq %rbp, RBP(%rdi)
    movq %r8, R8(%rdi)
    movq %r9, R9(%rdi)
    movq %r10, R10(%rdi)
    movq %r11, R11(%rdi)
    movq %r12, R12(%rdi)
    movq %r13, R13(%rdi)
    movq %r14, R14(%rdi)
    movq %r15, R15(%rdi)
    movq %rsp, RSP(%rdi)
    movq kept_stack(%rip), %rsp
    RESTORE_PRESERVED
    retq

/* --- flags --------------------------------------------------------------------------------------------------------------- */

.macro CLEAR_HOSTILE_FLAGS
    pushfq
    andq $~HOSTILE_FLAGS, (%rsp)
    popfq
.endm

    .globl call_with_flags
call_with_flags:                        /* flags, service, and four arguments; the fifth one is on the stack */
    pushq %rbp
    movq %rsp, %rbp
    movq %rdi, %r10
    movq %rsi, %rax
    movq %rdx, %rdi
    movq %rcx, %rsi
    movq %r8, %rdx
    movq %r9, %rcx
    movq 16(%rbp), %r8
    pushfq
    orq %r10, (%rsp)
    popfq
    callq *%rax
    CLEAR_HOSTILE_FLAGS
    popq %rbp
    retq

    .globl load_flags_by_popf
load_flags_by_popf:                     /* flags */
    pushq %rdi
    popfq
    pushfq
    popq %rax
    CLEAR_HOSTILE_FLAGS
    retq

    .globl load_flags_by_iret
load_flags_by_iret:                     /* flags */
    movq %rsp, %rcx
    pushq $PIP_X86_64_USER_DATA
    pushq %rcx
    pushq %rdi
    pushq $PIP_X86_64_USER_CODE
    leaq 1f(%rip), %rax
    pushq %rax
    iretq
1:  pushfq
    popq %rax
    CLEAR_HOSTILE_FLAGS
    retq

/* --- single steps: the address right behind the call is where the step has to arrive ---------------------------------------- */

.macro SET_TRAP
    pushfq
    orq $TRAP, (%rsp)
    popfq
.endm

    .globl step_over_call, step_over_call_end
step_over_call:
    movl $PIP_X86_64_FIRST_CALL + PIP_SERVICE_MAPPED_IN_CHILD, %eax
    movl $PIP_X86_64_ROOT_IMAGE, %edi
    SET_TRAP
    syscall
step_over_call_end:
    ud2

    .globl step_over_unknown_call, step_over_unknown_call_end
step_over_unknown_call:
    movl $PIP_X86_64_FIRST_CALL + PIP_X86_64_CALL_RANGE - 1, %eax
    SET_TRAP
    syscall
step_over_unknown_call_end:
    ud2

    .globl step_over_foreign_call, step_over_foreign_call_end
step_over_foreign_call:
    movl $FOREIGN_CALL, %eax
    SET_TRAP
    syscall
step_over_foreign_call_end:
    ud2

    .globl step_over_interrupt
step_over_interrupt:
    SET_TRAP
    int $0x60
    ud2

/* No step arrives between the load of SS and the next instruction. */
    .globl step_over_stack_segment_and_call, step_over_stack_segment_and_call_end
step_over_stack_segment_and_call:
    movl $PIP_X86_64_FIRST_CALL + PIP_SERVICE_MAPPED_IN_CHILD, %eax
    movl $PIP_X86_64_ROOT_IMAGE, %edi
    movl %ss, %edx
    SET_TRAP
    movl %edx, %ss
    syscall
step_over_stack_segment_and_call_end:
    ud2

    .globl step_over_stack_segment_and_interrupt
step_over_stack_segment_and_interrupt:
    movl %ss, %edx
    SET_TRAP
    movl %edx, %ss
    int $0x60
    ud2

    .globl step_over_stack_segment_and_fault, step_over_stack_segment_and_fault_at
step_over_stack_segment_and_fault:
    movl %ss, %edx
    SET_TRAP
    movl %edx, %ss
step_over_stack_segment_and_fault_at:
    int $3                              /* not for partitions */
    ud2

    .globl step_over_yield, step_over_yield_end
step_over_yield:
    movl $PIP_X86_64_FIRST_CALL + PIP_SERVICE_YIELD, %eax
    xorl %edi, %edi
    movl $ADVERSARY_FIRST_ENTRY, %esi
    movl $ADVERSARY_YIELDED_ENTRY, %edx /* where the child is saved when it yields */
    movl $1, %r10d
    movl $1, %r8d
    SET_TRAP
    syscall
step_over_yield_end:
    ud2

/* --- far transfers ------------------------------------------------------------------------------------------------------- */

    .globl far_return
far_return:                             /* selector */
    leaq 1f(%rip), %rax
    pushq %rdi
    pushq %rax
    lretq
1:  retq

    .globl interrupt_return
interrupt_return:                       /* selector */
    movq %rsp, %rcx
    pushq $PIP_X86_64_USER_DATA
    pushq %rcx
    pushfq
    pushq %rdi
    leaq 1f(%rip), %rax
    pushq %rax
    iretq
1:  retq

    .globl interrupt_return_to_stack
interrupt_return_to_stack:              /* selector */
    movq %rsp, %rcx
    pushq %rdi
    pushq %rcx
    pushfq
    pushq $PIP_X86_64_USER_CODE
    leaq 1f(%rip), %rax
    pushq %rax
    iretq
1:  retq

    .globl far_jump
far_jump:                               /* selector */
    leaq 1f(%rip), %rax
    movl %eax, far_pointer(%rip)
    movl %edi, far_pointer + 4(%rip)
    ljmpl *far_pointer(%rip)
1:  retq

    .globl far_call
far_call:                               /* selector, stack; words of 32 bits there */
    movq %rsp, %rdx
    movq %rsi, %rsp
    leaq 1f(%rip), %rax
    movl %eax, far_pointer(%rip)
    movl %edi, far_pointer + 4(%rip)
    lcalll *far_pointer(%rip)
1:  movq %rdx, %rsp
    retq

    .globl load_stack_segment
load_stack_segment:                     /* selector */
    movl %edi, %ss
    retq

.macro LOAD_SEGMENT                     /* number in EDI, selector in ESI */
    cmpl $1, %edi
    jb 1f
    je 2f
    cmpl $3, %edi
    jb 3f
    movl %esi, %gs
    jmp 9f
1:  movl %esi, %ds
    jmp 9f
2:  movl %esi, %es
    jmp 9f
3:  movl %esi, %fs
9:
.endm

    .globl load_segment
load_segment:                           /* number, selector */
    LOAD_SEGMENT
    retq

    .globl segment
segment:                                /* number */
    xorl %eax, %eax
    movl %edi, %ecx
    movw %ds, %ax
    jrcxz 9f
    movw %es, %ax
    decl %ecx
    jrcxz 9f
    movw %fs, %ax
    decl %ecx
    jrcxz 9f
    movw %gs, %ax
    decl %ecx
    jrcxz 9f
    movw %ss, %ax
    decl %ecx
    jrcxz 9f
    movw %cs, %ax
9:  retq

    .globl far_return_on_stack, interrupt_return_on_stack, far_call_on_stack
far_return_on_stack:                    /* RDI: stack */
    movq %rdi, %rsp
    lretq
interrupt_return_on_stack:              /* RDI: stack */
    movq %rdi, %rsp
    iretq
far_call_on_stack:                      /* RDI: stack */
    leaq 1f(%rip), %rax
    movl %eax, far_pointer(%rip)
    movl $PIP_X86_64_USER_CODE, far_pointer + 4(%rip)
    movq %rdi, %rsp
    lcalll *far_pointer(%rip)
1:  ud2

/* --- software interrupts ------------------------------------------------------------------------------------------------- */

    .globl software_interrupt
software_interrupt:                     /* vector */
    leaq software_interrupts(%rip), %rax
    leaq (%rax,%rdi,4), %rax
    jmpq *%rax
    .balign 4
    .globl software_interrupts
software_interrupts:
    .set vector, 0
    .rept 256
    .byte 0xcd, vector                  /* int */
    retq
    nop
    .set vector, vector + 1
    .endr

/* --- events on hostile stacks -------------------------------------------------------------------------------------------- */

    .globl spin
spin:                                   /* RDI: stack, or 0 */
    testq %rdi, %rdi
    jz 1f
    movq %rdi, %rsp
1:  movl $50000000, %ecx
2:  decl %ecx
    jnz 2b
    ud2

    .globl divide_on_stack, divide_on_stack_at
divide_on_stack:                        /* RDI: stack */
    movq %rdi, %rsp
    movl $1, %eax
    xorl %edx, %edx
    xorl %ecx, %ecx
divide_on_stack_at:
    divl %ecx
    ud2

    .globl interrupt_on_stack
interrupt_on_stack:                     /* RDI: stack */
    movq %rdi, %rsp
    int $0x60
    ud2

    .globl call_on_stack
call_on_stack:                          /* RDI: stack */
    movq %rdi, %rsp
    movl $PIP_X86_64_FIRST_CALL + PIP_SERVICE_MAPPED_IN_CHILD, %eax
    movl $PIP_X86_64_ROOT_IMAGE, %edi
    syscall
    ud2

    .globl foreign_call_on_stack
foreign_call_on_stack:                  /* RDI: stack */
    movq %rdi, %rsp
    movl $FOREIGN_CALL, %eax
    syscall
    ud2

    .globl yield_on_stack
yield_on_stack:                         /* RDI: stack */
    movq %rdi, %rsp
    movl $PIP_X86_64_FIRST_CALL + PIP_SERVICE_YIELD, %eax
    xorl %edi, %edi
    movl $ADVERSARY_FIRST_ENTRY, %esi
    movl $ADVERSARY_YIELDED_ENTRY, %edx
    movl $1, %r10d
    movl $1, %r8d
    syscall
    ud2

/* --- bases of segments --------------------------------------------------------------------------------------------------- */

    .globl write_fs_base, write_fs_base_at, write_gs_base, write_gs_base_at
write_fs_base:                          /* RDI: base */
write_fs_base_at:
    wrfsbase %rdi
    int $0x60
    ud2
write_gs_base:                          /* RDI: base */
write_gs_base_at:
    wrgsbase %rdi
    int $0x60
    ud2

    .data
    .balign 8
far_pointer:
    .long 0, 0
kept_stack:
    .quad 0
kept_registers:
    .quad 0
kept_register:
    .quad 0
    .section .note.GNU-stack, "", @progbits
