# Every way into the kernel and out of it.
#
# The kernel runs with interrupts off, on one stack that is empty whenever a partition runs. Nothing that a partition can choose is
# trusted: the flags are reset at each entry, and user mode's segments, the bases of FS and GS, and its stack are never used.

#include "pip/abi.h"
#include "entry.h"

#define CONTEXT(word) processor_context + PIP_X86_64_CONTEXT_##word(%rip)
#define INTERRUPTS_ON kernel_state + KERNEL_STATE_INTERRUPTS_ON(%rip)

# Frames of events: error code, and what iretq takes.
#define FRAME_RIP 16
#define FRAME_CS 24
#define FRAME_FLAGS 32
#define FRAME_RSP 40

# What C functions preserve.
.macro save_preserved_registers
        movq    %rbx, CONTEXT(RBX)
        movq    %rbp, CONTEXT(RBP)
        movq    %r12, CONTEXT(R12)
        movq    %r13, CONTEXT(R13)
        movq    %r14, CONTEXT(R14)
        movq    %r15, CONTEXT(R15)
.endm

.macro save_other_registers
        movq    %rax, CONTEXT(RAX)
        movq    %rcx, CONTEXT(RCX)
        movq    %rdx, CONTEXT(RDX)
        movq    %rsi, CONTEXT(RSI)
        movq    %rdi, CONTEXT(RDI)
        movq    %r8, CONTEXT(R8)
        movq    %r9, CONTEXT(R9)
        movq    %r10, CONTEXT(R10)
        movq    %r11, CONTEXT(R11)
.endm

# Bases of FS and GS, which user mode can write where the processor has the instructions, and change by loading selectors everywhere.
# Destroys R11, and without these instructions calls what destroys nothing else.
.macro save_bases
        cmpb    $0, has_base_instructions(%rip)
        je      1f
        rdfsbase %r11
        movq    %r11, CONTEXT(FS_BASE)
        rdgsbase %r11
        movq    %r11, CONTEXT(GS_BASE)
        jmp     2f
1:      call    save_bases_by_registers
2:
.endm

        .section .text.entry, "ax", @progbits

# ---------------------------------------------------------------------------------------------------------------
# syscall: the number in RAX, arguments in RDI, RSI, RDX, R10, R8, R9. The processor has put the return address into RCX and the flags
# into R11, turned interrupts and all other flags off, and left the stack as it was: a single step that MOV SS has put off may arrive
# in ring 0, at the first instruction (debug_in_kernel).
#
# No partition executes an instruction from 512 GiB on, so the return address is canonical.
# ---------------------------------------------------------------------------------------------------------------
        .globl  syscall_entry
syscall_entry:
        movq    %rsp, user_stack(%rip)
        leaq    kernel_stack_top(%rip), %rsp
        pushq   %r11
        pushq   %rcx
        subq    $PIP_X86_64_FIRST_CALL, %rax
        cmpq    $PIP_SERVICE_COUNT, %rax
        jae     not_a_service
        movq    %r10, %rcx              # where C takes the fourth argument
        leaq    call_entries(%rip), %r10
        jmp     *(%r10,%rax,8)

# The entry's place in the table is that of the service's number.
.set calls, 0
.macro register_call name, number
        .if \number - calls
        .error "calls are not in the order of their numbers"
        .endif
        .set calls, calls + 1
        .pushsection .rodata.call_entries, "a", @progbits
        .quad   call_entry_\name
        .popsection
call_entry_\name:
.endm

# What each does, by the service's effect (abi/abi.toml).
.macro call_plain name
        call    call_\name
        jmp     leave_call
.endm

.macro call_interrupt_state name
        call    call_\name
        movq    INTERRUPTS_ON, %rcx
        shll    $FLAGS_INTERRUPT_SHIFT, %ecx
        andq    $~FLAGS_INTERRUPT, 8(%rsp)
        orq     %rcx, 8(%rsp)
        jmp     leave_call
.endm

.macro call_halt name
        call    call_\name
        testq   %rdx, %rdx
        jnz     leave_call              # it was refused
        jmp     halt
.endm

# A caller that is resumed finds what C functions preserve, and 0 in all other registers.
.macro call_control name
        call    save_caller
        call    call_\name
        movq    %rax, %rcx
        orq     %rdx, %rcx              # value and error of one that was not refused
        jz      resume_context
        jmp     leave_call
.endm

.macro register_call_with_effect name, number, effect
        register_call \name, \number
        call_\effect \name
.endm

        .pushsection .rodata.call_entries, "a", @progbits
        .balign 8
        .globl  call_entries
call_entries:
        .popsection

#define REGISTER_CALL(name, number, count, effect) register_call_with_effect name, number, effect
#include "entries/x86_64.h"
#undef REGISTER_CALL

        .pushsection .rodata.call_entries, "a", @progbits
        .globl  call_entries_end
call_entries_end:
        .popsection
        .if calls - PIP_SERVICE_COUNT
        .error "a service has no call"
        .endif

# Value in RAX, error in RDX. Nothing else that the kernel has computed shows.
leave_call:
        cmpb    $0, pending_step(%rip)
        jne     step_after_call
        popq    %rcx
        popq    %r11
        xorl    %edi, %edi
        xorl    %esi, %esi
        xorl    %r8d, %r8d
        xorl    %r9d, %r9d
        xorl    %r10d, %r10d
        movq    user_stack(%rip), %rsp
        sysretq

# Root waits for an interrupt: what it was when the call returns is in processor_context, and stays there until one is taken.
halt:
        orq     $FLAGS_INTERRUPT, 8(%rsp)
        cmpb    $0, pending_step(%rip)
        jne     step_after_call
        call    save_caller
        call    save_answer
        leaq    kernel_stack_top(%rip), %rsp
halt_again:
        sti                             # takes effect when the processor has halted
        hlt
        jmp     halt_again
halt_end:

# What a context that waits holds of the caller, in processor_context: of a call that passes control the core saves no more. RAX, RDX
# and the arguments stay. On the stack, behind the return address, are RIP and flags. Destroys R11.
save_caller:
        save_preserved_registers
        save_bases
        movq    8(%rsp), %r11
        movq    %r11, CONTEXT(RIP)
        movq    16(%rsp), %r11
        movq    %r11, CONTEXT(RFLAGS)
        movq    user_stack(%rip), %r11
        movq    %r11, CONTEXT(RSP)
        ret

# The answer and what else stands in registers behind a call. Destroys RCX.
save_answer:
        xorl    %ecx, %ecx
        movq    %rax, CONTEXT(RAX)
        movq    %rdx, CONTEXT(RDX)
        movq    %rcx, CONTEXT(RSI)
        movq    %rcx, CONTEXT(RDI)
        movq    %rcx, CONTEXT(R8)
        movq    %rcx, CONTEXT(R9)
        movq    %rcx, CONTEXT(R10)
        movq    CONTEXT(RIP), %rcx      # as sysret would leave it
        movq    %rcx, CONTEXT(RCX)
        movq    CONTEXT(RFLAGS), %rcx
        movq    %rcx, CONTEXT(R11)
        ret

# A number of the kernel's that is no service is unknown; any other is an event to the parent.
not_a_service:
        cmpq    $PIP_X86_64_CALL_RANGE, %rax
        jb      unknown_service
        addq    $PIP_X86_64_FIRST_CALL, %rax
        save_preserved_registers
        save_other_registers
        save_bases
        movq    (%rsp), %rcx
        movq    %rcx, CONTEXT(RIP)
        movq    8(%rsp), %rcx
        movq    %rcx, CONTEXT(RFLAGS)
        movq    user_stack(%rip), %rcx
        movq    %rcx, CONTEXT(RSP)
        movq    %rax, %rdi
        call    forward_call
        testq   %rax, %rax
        jnz     resume_context
unknown_service:
        xorl    %eax, %eax
        movl    $PIP_ERROR_UNKNOWN_SERVICE, %edx
        jmp     leave_call

# A single step arrived in the kernel's first instructions: it is delivered now, as if it had come right after the call.
step_after_call:
        call    save_caller
        call    save_answer
        movb    $0, pending_step(%rip)
        movl    $VECTOR_DEBUG, %edi
        xorl    %esi, %esi
        call    handle_trap
        jmp     resume_context

# ---------------------------------------------------------------------------------------------------------------
# Faults, hardware and software interrupts. On the stack, from the lowest word: vector, error code, RIP, CS, RFLAGS, RSP, SS.
# ---------------------------------------------------------------------------------------------------------------
        .balign TRAP_ENTRY_SIZE
        .globl  trap_entries
trap_entries:
        .set    vector, 0
        .rept   TRAP_COUNT
        .balign TRAP_ENTRY_SIZE, 0xcc
        # Where the processor pushes an error code: 8, 10 to 14, 17, 21, 29, 30.
        .if     !((vector < 32) && ((0x60227d00 >> vector) & 1))
        pushq   $0
        .endif
        pushq   $vector
        jmp     trap
        .set    vector, vector + 1
        .endr

trap:
        testb   $3, FRAME_CS(%rsp)
        jz      trap_without_privilege_bits
trap_from_partition:
        pushq   $FLAGS_NONE             # direction, alignment check off; the others are already
        popfq
        save_preserved_registers
        save_other_registers
        popq    %rdi
        cmpb    $VECTOR_NON_MASKABLE, %dil
        je      fatal_from_partition
        cmpb    $VECTOR_MACHINE_CHECK, %dil
        je      fatal_from_partition
        popq    %rsi
        popq    %rax
        movq    %rax, CONTEXT(RIP)
        addq    $8, %rsp
        popq    %rax
        movq    %rax, CONTEXT(RFLAGS)
        popq    %rax
        movq    %rax, CONTEXT(RSP)
        leaq    kernel_stack_top(%rip), %rsp # a debug exception arrives on a stack of its own
        save_bases
        call    handle_trap

# ---------------------------------------------------------------------------------------------------------------
# Enters the current partition with processor_context. Segment registers are the same for all partitions.
# ---------------------------------------------------------------------------------------------------------------
        .globl  resume_context
resume_context:
        movb    $0, pending_step(%rip)  # over a change of control a single step is dropped
        leaq    kernel_stack_top(%rip), %rsp
        xorl    %eax, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %fs
        movl    %eax, %gs
        cmpb    $0, has_base_instructions(%rip)
        je      1f
        movq    CONTEXT(FS_BASE), %rax
        wrfsbase %rax
        movq    CONTEXT(GS_BASE), %rax
        wrgsbase %rax
2:      pushq   $PIP_X86_64_USER_DATA
        pushq   CONTEXT(RSP)
        pushq   CONTEXT(RFLAGS)
        pushq   $PIP_X86_64_USER_CODE
        pushq   CONTEXT(RIP)
        movq    CONTEXT(RBX), %rbx
        movq    CONTEXT(RBP), %rbp
        movq    CONTEXT(R12), %r12
        movq    CONTEXT(R13), %r13
        movq    CONTEXT(R14), %r14
        movq    CONTEXT(R15), %r15
        movq    CONTEXT(RAX), %rax
        movq    CONTEXT(RCX), %rcx
        movq    CONTEXT(RDX), %rdx
        movq    CONTEXT(RSI), %rsi
        movq    CONTEXT(RDI), %rdi
        movq    CONTEXT(R8), %r8
        movq    CONTEXT(R9), %r9
        movq    CONTEXT(R10), %r10
        movq    CONTEXT(R11), %r11
        iretq
1:      call    load_bases_by_registers
        jmp     2b

# Bases by model-specific registers. All registers stay, but for R11 of the first, and RAX, RCX and RDX of the second.
#define MSR_FS_BASE 0xc0000100
#define MSR_GS_BASE 0xc0000101
.macro read_base msr, word
        movl    $\msr, %ecx
        rdmsr
        movl    %eax, \word
        movl    %edx, 4 + \word
.endm
.macro write_base msr, word
        movl    $\msr, %ecx
        movl    \word, %eax
        movl    4 + \word, %edx
        wrmsr
.endm
save_bases_by_registers:
        pushq   %rax
        pushq   %rcx
        pushq   %rdx
        read_base MSR_FS_BASE, CONTEXT(FS_BASE)
        read_base MSR_GS_BASE, CONTEXT(GS_BASE)
        popq    %rdx
        popq    %rcx
        popq    %rax
        ret
load_bases_by_registers:
        write_base MSR_FS_BASE, CONTEXT(FS_BASE)
        write_base MSR_GS_BASE, CONTEXT(GS_BASE)
        ret

# There is no virtual 8086 mode in 64-bit mode, where CS is no selector; but QEMU lets an iret of ring 3 enter it (7.2, TCG).
trap_without_privilege_bits:
        testl   $FLAGS_VIRTUAL_8086, FRAME_FLAGS(%rsp)
        jnz     trap_from_partition
        jmp     trap_in_kernel

# ---------------------------------------------------------------------------------------------------------------
# In the kernel nothing arrives but interrupts where it has halted, and a single step that MOV SS has put off up to the first instruction
# of an entry. That is remembered, and what brought it is turned off in the flags that the interrupted code goes on with. Anything else is a fault of the kernel, or of
# the machine; then the stack becomes a KernelFrame.
# ---------------------------------------------------------------------------------------------------------------
        .globl  trap_in_kernel
trap_in_kernel:
        cmpb    $VECTOR_DEBUG, (%rsp)
        jne     interrupt_while_halted
        movb    $1, pending_step(%rip)
        andq    $~FLAGS_TRAP, FRAME_FLAGS(%rsp)
        addq    $16, %rsp
        iretq

# Root waits on where nobody takes it.
interrupt_while_halted:
        cmpb    $PIP_VIDT_FIRST_INTERRUPT, (%rsp)
        jb      fault_in_kernel
        pushq   %rax
        pushq   %rcx
        leaq    halt_again(%rip), %rcx
        movq    16 + FRAME_RIP(%rsp), %rax
        subq    %rcx, %rax
        cmpq    $halt_end - halt_again, %rax
        popq    %rcx
        popq    %rax
        jae     fault_in_kernel
        popq    %rdi
        leaq    kernel_stack_top(%rip), %rsp
        call    handle_while_halted
        testq   %rax, %rax
        jz      halt_again
        jmp     resume_context

fatal_from_partition:
        subq    $8, %rsp
        movq    CONTEXT(RAX), %rax
        movq    CONTEXT(RDI), %rdi
fault_in_kernel:
        pushq   %rax
        pushq   %rbx
        pushq   %rcx
        pushq   %rdx
        pushq   %rsi
        pushq   %rdi
        pushq   %rbp
        pushq   %r8
        pushq   %r9
        pushq   %r10
        pushq   %r11
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        pushq   $FLAGS_NONE
        popfq
        movq    %rsp, %rdi
        call    handle_kernel_fault     # does not return

# There is no 32-bit code that could make such a call.
        .globl  compatibility_entry
compatibility_entry:
        ud2

        .bss
        .balign 8
user_stack:                             # the stack pointer of who has made a call
        .skip   8
        .globl  pending_step
pending_step:
        .skip   1
