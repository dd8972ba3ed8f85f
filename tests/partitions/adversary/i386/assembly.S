/* What a compiler would not write; see assembly.hpp. All functions are called as C functions. */
#include "pip/abi.h"

    .text

/* --- events in the caller itself ----------------------------------------------------------------------------------------- */

    .globl call_and_land
call_and_land:                          /* body, argument, landing */
    pushl %ebp
    pushl %edi
    pushl %esi
    pushl %ebx
    movl 28(%esp), %eax
    movl $1f, PIP_CONTEXT_EIP(%eax)
    movl $0, PIP_CONTEXT_PIPFLAGS(%eax)
    movl $2, PIP_CONTEXT_EFLAGS(%eax)
    movl %esp, PIP_CONTEXT_ESP(%eax)
    movl 24(%esp), %eax
    pushl %eax
    call *24(%esp)                      /* body, one word further up now */
    addl $4, %esp
    xorl %eax, %eax
    jmp 2f
1:  movl $1, %eax
2:  popl %ebx
    popl %esi
    popl %edi
    popl %ebp
    ret

/* --- calls with hostile stacks and segments ------------------------------------------------------------------------------ */

.macro USER_DATA_SEGMENTS               /* destroys ECX */
    movl $PIP_I386_USER_DATA, %ecx
    movl %ecx, %ds
    movl %ecx, %es
    xorl %ecx, %ecx
    movl %ecx, %fs
    movl %ecx, %gs
.endm

.macro NULL_SEGMENTS                    /* destroys ECX */
    xorl %ecx, %ecx
    movl %ecx, %ds
    movl %ecx, %es
    movl %ecx, %fs
    movl %ecx, %gs
.endm

    .globl call_gate_on_stack
call_gate_on_stack:                     /* selector, stack */
    pushl %ebp
    movl %esp, %ebp
    movl 8(%ebp), %eax
    movl %eax, far_pointer + 4
    movl 12(%ebp), %esp
    lcall *far_pointer
    movl %ebp, %esp
    popl %ebp
    ret

    .globl mapped_in_child_without_segments
mapped_in_child_without_segments:       /* page */
    movl 4(%esp), %eax
    NULL_SEGMENTS
    pushl %eax
    lcall $PIP_SELECTOR_MAPPED_IN_CHILD, $0
    addl $4, %esp
    USER_DATA_SEGMENTS
    ret

    .globl mapped_in_child_without_segments_fast
mapped_in_child_without_segments_fast:  /* page */
    pushl %ebx
    movl 8(%esp), %ebx
    NULL_SEGMENTS
    movl $PIP_SERVICE_MAPPED_IN_CHILD, %eax
    movl %esp, %ecx
    movl $1f, %edx
    sysenter
1:  movl %ebx, %edx
    USER_DATA_SEGMENTS
    popl %ebx
    ret

.macro LOAD_SEGMENT                     /* number in EAX, selector in ECX */
    cmpl $1, %eax
    jb 1f
    je 2f
    cmpl $3, %eax
    jb 3f
    movl %ecx, %gs
    jmp 9f
1:  movl %ecx, %ds
    jmp 9f
2:  movl %ecx, %es
    jmp 9f
3:  movl %ecx, %fs
9:
.endm

    .globl mapped_in_child_with_segment
mapped_in_child_with_segment:           /* page, number, selector */
    movl 8(%esp), %eax
    movl 12(%esp), %ecx
    pushl 4(%esp)
    LOAD_SEGMENT
    lcall $PIP_SELECTOR_MAPPED_IN_CHILD, $0
    addl $4, %esp
    USER_DATA_SEGMENTS
    ret

    .globl load_segment
load_segment:                           /* number, selector */
    movl 4(%esp), %eax
    movl 8(%esp), %ecx
    LOAD_SEGMENT
    ret

    .globl yield_without_segments
yield_without_segments:                 /* descriptor, target index, save index */
    pushl %ebp
    movl %esp, %ebp
    pushl $0
    pushl $0
    pushl 16(%ebp)
    pushl 12(%ebp)
    pushl 8(%ebp)
    NULL_SEGMENTS
    lcall $PIP_SELECTOR_YIELD, $0
    USER_DATA_SEGMENTS
    movl %ebp, %esp
    popl %ebp
    ret

    .globl segment
segment:                                /* number */
    movl 4(%esp), %ecx
    xorl %eax, %eax
    movw %ds, %ax
    jecxz 9f
    movw %es, %ax
    decl %ecx
    jecxz 9f
    movw %fs, %ax
    decl %ecx
    jecxz 9f
    movw %gs, %ax
    decl %ecx
    jecxz 9f
    movw %ss, %ax
    decl %ecx
    jecxz 9f
    movw %cs, %ax
9:  ret

/* --- sysenter ------------------------------------------------------------------------------------------------------------ */

    .globl sysenter_and_return_to
sysenter_and_return_to:                 /* EDX: where the kernel shall return to; service MAPPED_IN_CHILD */
    movl $PIP_SERVICE_MAPPED_IN_CHILD, %eax
    movl %esp, %ecx
    movl $PIP_I386_ROOT_IMAGE, %ebx
    sysenter

    .globl sysenter_on_stack
sysenter_on_stack:                      /* stack; returns the stack pointer that the kernel has returned */
    pushl %ebx
    movl 8(%esp), %ecx
    movl %esp, kept_stack
    movl $PIP_SERVICE_MAPPED_IN_CHILD, %eax
    movl $PIP_I386_ROOT_IMAGE, %ebx
    movl $1f, %edx
    sysenter
1:  movl %esp, %eax
    movl kept_stack, %esp
    popl %ebx
    ret

    .globl sysenter_number
sysenter_number:                        /* service; four arguments of all ones */
    pushl %ebp
    pushl %edi
    pushl %esi
    pushl %ebx
    movl 20(%esp), %eax
    movl $-1, %ebx
    movl %ebx, %esi
    movl %ebx, %edi
    movl %ebx, %ebp
    movl %esp, %ecx
    movl $1f, %edx
    sysenter
1:  movl %ebx, %edx
    popl %ebx
    popl %esi
    popl %edi
    popl %ebp
    ret

/* --- flags --------------------------------------------------------------------------------------------------------------- */

#define HOSTILE_FLAGS 0x44500           /* TF, DF, NT, AC */

    .globl call_with_flags
call_with_flags:                        /* where the result goes, flags, service, five arguments */
    pushl %ebp
    movl %esp, %ebp
    pushl 36(%ebp)
    pushl 32(%ebp)
    pushl 28(%ebp)
    pushl 24(%ebp)
    pushl 20(%ebp)
    pushl 8(%ebp)
    movl 16(%ebp), %ecx
    pushfl
    popl %eax
    orl 12(%ebp), %eax
    pushl %eax
    popfl
    call *%ecx
    pushfl
    andl $~HOSTILE_FLAGS, (%esp)
    popfl
    movl %ebp, %esp
    popl %ebp
    ret $4

    .globl load_flags_by_popf
load_flags_by_popf:                     /* flags */
    pushl 4(%esp)
    popfl
    pushfl
    popl %eax
    pushfl
    andl $~HOSTILE_FLAGS, (%esp)
    popfl
    ret

    .globl load_flags_by_iret
load_flags_by_iret:                     /* flags */
    pushl 4(%esp)
    pushl %cs
    pushl $1f
    iretl
1:  pushfl
    popl %eax
    pushfl
    andl $~HOSTILE_FLAGS, (%esp)
    popfl
    ret

    .globl return_to_virtual_8086_mode
return_to_virtual_8086_mode:            /* selector */
    movl 4(%esp), %eax
    movl %esp, %edx
    .rept 6
    pushl $0x1b                         /* what iret takes in that mode: GS, FS, DS, ES, SS, ESP */
    .endr
    pushl $0x23002
    pushl %eax
    pushl $1f
    iretl
1:  movl %edx, %esp
    ret

/* --- single steps: the address right behind the call is where the step has to arrive ---------------------------------------- */

    .globl step_over_gate, step_over_gate_end
step_over_gate:
    pushl $PIP_I386_ROOT_IMAGE
    pushfl
    orl $0x100, (%esp)
    popfl
    lcall $PIP_SELECTOR_MAPPED_IN_CHILD, $0
step_over_gate_end:
    ud2

    .globl step_over_sysenter, step_over_sysenter_end
step_over_sysenter:
    movl $PIP_SERVICE_MAPPED_IN_CHILD, %eax
    movl $PIP_I386_ROOT_IMAGE, %ebx
    movl %esp, %ecx
    movl $step_over_sysenter_end, %edx
    pushfl
    orl $0x100, (%esp)
    popfl
    sysenter
step_over_sysenter_end:
    ud2

    .globl step_over_interrupt, step_over_interrupt_end
step_over_interrupt:
    pushfl
    orl $0x100, (%esp)
    popfl
    int $0x60
step_over_interrupt_end:
    ud2

    .globl step_over_stack_segment, step_over_stack_segment_end
step_over_stack_segment:                /* no step arrives between the load of SS and the next instruction */
    pushl %ss
    pushfl
    orl $0x100, (%esp)
    popfl
    popl %ss
    int $0x60
step_over_stack_segment_end:
    ud2

    .globl step_over_yield, step_over_yield_end
step_over_yield:
    pushl $1
    pushl $1
    pushl $1001                         /* where the child is saved when it yields */
    pushl $900
    pushl $0
    pushfl
    orl $0x100, (%esp)
    popfl
    lcall $PIP_SELECTOR_YIELD, $0
step_over_yield_end:
    ud2

/* --- far transfers ------------------------------------------------------------------------------------------------------- */

    .globl far_return
far_return:                             /* selector */
    movl 4(%esp), %eax
    pushl %eax
    pushl $1f
    lretl
1:  ret

    .globl interrupt_return
interrupt_return:                       /* selector */
    movl 4(%esp), %eax
    pushfl
    pushl %eax
    pushl $1f
    iretl
1:  ret

    .globl far_jump
far_jump:                               /* selector */
    movl 4(%esp), %eax
    movl $1f, far_pointer
    movl %eax, far_pointer + 4
    ljmpl *far_pointer
1:  ret

    .globl far_call
far_call:                               /* selector */
    movl 4(%esp), %eax
    movl $1f, far_pointer
    movl %eax, far_pointer + 4
    lcall *far_pointer
1:  addl $8, %esp
    ret

    .globl load_stack_segment
load_stack_segment:                     /* selector */
    movl 4(%esp), %eax
    movl %eax, %ss
    ret

    .globl far_return_on_stack, interrupt_return_on_stack, far_call_on_stack
far_return_on_stack:                    /* EDX: stack */
    movl %edx, %esp
    lretl
interrupt_return_on_stack:              /* EDX: stack */
    movl %edx, %esp
    iretl
far_call_on_stack:                      /* EDX: stack */
    movl %edx, %esp
    lcall $PIP_I386_USER_CODE, $1f
1:  ud2

/* A far call of 16 bits, with an offset and a requested privilege of its own, through a gate of 32 bits. */
    .globl call_gate_oddly
call_gate_oddly:                        /* page, for MAPPED_IN_CHILD */
    pushl 4(%esp)
    lcallw $(PIP_SELECTOR_MAPPED_IN_CHILD | 3), $0x5a5a
    addl $4, %esp
    ret

/* --- software interrupts ------------------------------------------------------------------------------------------------- */

    .globl software_interrupt
software_interrupt:                     /* vector */
    movl 4(%esp), %eax
    leal software_interrupts(,%eax,4), %eax
    jmp *%eax
    .balign 4
    .globl software_interrupts
software_interrupts:
    .set vector, 0
    .rept 256
    .byte 0xcd, vector                  /* int */
    ret
    nop
    .set vector, vector + 1
    .endr

    .globl spin
spin:                                   /* until an interrupt comes, but not for ever; EDX: with DS and ES null */
    testl %edx, %edx
    jz 1f
    xorl %eax, %eax
    movl %eax, %ds
    movl %eax, %es
1:  movl $50000000, %ecx
2:  decl %ecx
    jnz 2b
    ud2

/* Faults and interrupts with a stack pointer in the kernel, and null segments. */
    .globl divide_on_kernel_stack, divide_on_kernel_stack_at
divide_on_kernel_stack:
    movl $PIP_I386_KERNEL_WINDOW + 0x100000, %esp
    xorl %ecx, %ecx
    movl %ecx, %ds
    movl %ecx, %es
    movl $1, %eax
    xorl %edx, %edx
divide_on_kernel_stack_at:
    divl %ecx
    ud2

    .globl interrupt_on_kernel_stack
interrupt_on_kernel_stack:
    movl $PIP_I386_KERNEL_WINDOW + 0x100000, %esp
    xorl %ecx, %ecx
    movl %ecx, %ds
    movl %ecx, %es
    int $0x60
    ud2

    .data
    .balign 4
far_pointer:
    .long 0, 0
kept_stack:
    .long 0
    .section .note.GNU-stack, "", @progbits
