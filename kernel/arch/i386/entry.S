# Every way into the kernel and out of it.
#
# The kernel runs with interrupts off, on one stack that is empty whenever a partition runs. Nothing that a partition
# can choose is trusted: data segments are loaded and the flags are reset at each entry; FS and GS are never used.
# From ring 3 all entries lead to the same frame, so that all of them share the ways out.

#include "pip/abi.h"
#include "entry.h"

#define FRAME_ES 0
#define FRAME_DS 4
#define FRAME_EIP 8 /* from here on, what iret takes */
#define FRAME_CS 12
#define FRAME_FLAGS 16
#define FRAME_ESP 20
#define FRAME_SS 24

#define CONTEXT(word) processor_context + PIP_CONTEXT_##word
#define INTERRUPTS_ON kernel_state + KERNEL_STATE_INTERRUPTS_ON

# Direction, alignment check, nested task and single step off, and interrupts where they are not off already.
.macro reset_flags
        pushl   $FLAGS_NONE
        popfl
.endm

# The last two words of the frame, and the kernel's own data segments. Destroys ECX.
.macro switch_segments
        pushl   %ds
        pushl   %es
        movl    $PIP_I386_USER_DATA, %ecx
        movl    %ecx, %ds
        movl    %ecx, %es
.endm

# What stands in the frame and in the registers that C functions preserve. Destroys ECX.
.macro save_frame
        movl    %edi, CONTEXT(EDI)
        movl    %esi, CONTEXT(ESI)
        movl    %ebp, CONTEXT(EBP)
        movl    %ebx, CONTEXT(EBX)
        movl    FRAME_EIP(%esp), %ecx
        movl    %ecx, CONTEXT(EIP)
        movl    FRAME_FLAGS(%esp), %ecx
        movl    %ecx, CONTEXT(EFLAGS)
        movl    FRAME_ESP(%esp), %ecx
        movl    %ecx, CONTEXT(ESP)
.endm

# The interrupt flag in the frame becomes what the kernel knows it to be: what the entry found there may be off because
# of sysenter or of an interrupt in the first instructions of the kernel, and set_int_state changes it. Destroys ECX.
.macro follow_interrupt_state
        movl    INTERRUPTS_ON, %ecx
        shll    $FLAGS_INTERRUPT_SHIFT, %ecx
        andl    $~FLAGS_INTERRUPT, FRAME_FLAGS(%esp)
        orl     %ecx, FRAME_FLAGS(%esp)
.endm

        .section .text.entry, "ax", @progbits

# ---------------------------------------------------------------------------------------------------------------
# Call gates. The processor has pushed SS, ESP, CS and EIP, and left the flags as they were: up to the end of
# reset_flags an interrupt or a single step may arrive in ring 0 (see trap_in_kernel). ECX and EDX are free.
# ---------------------------------------------------------------------------------------------------------------
.macro enter_by_gate
        pushfl
        reset_flags
        popl    %ecx                    # put the flags between ESP and CS, where iret wants them
        movl    %ecx, 4(%esp)
        popl    %ecx
        pushl   $PIP_I386_USER_CODE
        pushl   %ecx
        switch_segments
.endm

.macro call_gate name
        pushl   FRAME_ESP(%esp)
        call    gate_\name
        popl    %ecx
.endm

# The entry's place in the table that the descriptors are made from is that of the service's number.
.set gates, 0
.macro register_gate name, number
        .if \number - gates
        .error "call gates are not in the order of their numbers"
        .endif
        .set gates, gates + 1
        .pushsection .rodata.gate_entries, "a", @progbits
        .long   gate_entry_\name
        .popsection
gate_entry_\name:
        enter_by_gate
.endm

# What each does, by the service's effect (abi/abi.toml).
.macro gate_plain name
        call_gate \name
        jmp     leave_by_gate
.endm

.macro gate_interrupt_state name
        call_gate \name
        follow_interrupt_state
        jmp     leave_by_gate
.endm

.macro gate_halt name
        call_gate \name
        testl   %edx, %edx
        jnz     leave_by_gate           # it was refused
        movl    %edx, CONTEXT(ECX)
        movl    %edx, CONTEXT(EDX)
        jmp     halt
.endm

.macro gate_control name
        follow_interrupt_state
        save_frame
        xorl    %ecx, %ecx
        movl    %ecx, CONTEXT(EAX)
        movl    %ecx, CONTEXT(ECX)
        movl    %ecx, CONTEXT(EDX)
        call_gate \name
        testl   %eax, %eax              # only one that was refused has a value
        jz      resume_context
        jmp     leave_by_gate
.endm

.macro gate name, number, effect
        register_gate \name, \number
        gate_\effect \name
.endm

        .pushsection .rodata.gate_entries, "a", @progbits
        .balign 4
        .globl  gate_entries
gate_entries:
        .popsection

#define GATE(name, number, effect) gate name, number, effect
#include "entries/i386.h"
#undef GATE

        .pushsection .rodata.gate_entries, "a", @progbits
        .globl  gate_entries_end
gate_entries_end:
        .popsection
        .if gates - PIP_SERVICE_COUNT
        .error "a service has no call gate"
        .endif

# Value in EAX, error in EDX. iret, because it alone restores flags and privilege at once: between a popf and an lret
# an interrupt could arrive in the middle of the way out.
leave_by_gate:
        cmpl    $0, pending_events
        jne     pending_after_gate
        popl    %es
        popl    %ds
        xorl    %ecx, %ecx
        iret

# ---------------------------------------------------------------------------------------------------------------
# sysenter: arguments in EAX, EBX, ESI, EDI, EBP; ECX is the caller's stack pointer, EDX where to return to. The processor
# has turned interrupts off, but not single steps, and pushed nothing.
# ---------------------------------------------------------------------------------------------------------------
# Calls a function with the first so many argument registers; the fifth one is EAX.
.macro call_with_registers function, count
        .if \count >= 5
        pushl   %eax
        .endif
        .if \count >= 4
        pushl   %ebp
        .endif
        .if \count >= 3
        pushl   %edi
        .endif
        .if \count >= 2
        pushl   %esi
        .endif
        .if \count >= 1
        pushl   %ebx
        .endif
        call    \function
        .if \count
        addl    $4 * \count, %esp
        .endif
.endm

# As register_gate.
.set fast_services, 0
.macro register_fast name, number
        .if \number - fast_services
        .error "fast services are not in the order of their numbers"
        .endif
        .set fast_services, fast_services + 1
        .pushsection .rodata.fast_entries, "a", @progbits
        .long   fast_entry_\name
        .popsection
fast_entry_\name:
.endm

.macro fast_plain function, count
        call_with_registers \function, \count
        jmp     leave_by_sysexit
.endm

# leave_by_sysexit looks at the interrupt state in any case.
.macro fast_interrupt_state function, count
        fast_plain \function, \count
.endm

.macro fast_halt function, count
        call_with_registers \function, \count
        testl   %edx, %edx
        jnz     leave_by_sysexit        # it was refused
        movl    %edx, %ebx
        movl    FRAME_ESP(%esp), %ecx
        movl    %ecx, CONTEXT(ECX)
        movl    FRAME_EIP(%esp), %ecx
        movl    %ecx, CONTEXT(EDX)
        jmp     halt
.endm

.macro fast_control function, count
        follow_interrupt_state
        save_frame
        xorl    %ecx, %ecx
        movl    %ecx, CONTEXT(EAX)
        movl    %ecx, CONTEXT(EBX)      # where this entry returns the error
        movl    FRAME_ESP(%esp), %ecx
        movl    %ecx, CONTEXT(ECX)
        movl    %edx, CONTEXT(EDX)
        call_with_registers \function, \count
        testl   %eax, %eax              # as above
        jz      resume_context
        andl    $~FLAGS_INTERRUPT, FRAME_FLAGS(%esp)
        jmp     leave_by_sysexit
.endm

.macro fast name, number, effect, function, count
        register_fast \name, \number
        fast_\effect \function, \count
.endm

        .pushsection .rodata.fast_entries, "a", @progbits
        .balign 4
        .globl  fast_entries
fast_entries:
        .popsection

        .globl  sysenter_entry
sysenter_entry:
        pushl   $PIP_I386_USER_DATA
        pushl   %ecx
        pushfl
        pushl   $PIP_I386_USER_CODE
        pushl   %edx
        reset_flags
        switch_segments
        movl    %eax, %ecx
        andl    $PIP_FAST_SERVICE_MASK, %ecx
        cmpl    $PIP_SERVICE_COUNT, %ecx
        jae     unknown_service
        jmp     *fast_entries(,%ecx,4)

unknown_service:
        xorl    %eax, %eax
        movl    $PIP_ERROR_UNKNOWN_SERVICE, %edx
leave_by_sysexit:
        cmpl    $0, pending_events
        jne     pending_after_sysenter
        cmpl    $0, INTERRUPTS_ON
        je      leave_by_sysexit_masked
.macro sysexit_frame
        popl    %es
        popl    %ds
        movl    %edx, %ebx
        popl    %edx
        popl    %ecx                    # CS, not needed
        popfl                           # interrupts are off in these, as sysenter left them
        popl    %ecx
.endm
        sysexit_frame
        sti                             # takes effect after the next instruction
        sysexit
leave_by_sysexit_masked:
        sysexit_frame
        sysexit

#define FAST(name, number, effect, function, count) fast name, number, effect, function, count
#include "entries/i386.h"
#undef FAST

        .pushsection .rodata.fast_entries, "a", @progbits
        .globl  fast_entries_end
fast_entries_end:
        .popsection
        .if fast_services - PIP_SERVICE_COUNT
        .error "a service has no fast entry"
        .endif

# ---------------------------------------------------------------------------------------------------------------
# Root waits for an interrupt: what it was when the call returns is in processor_context, and stays there until one is
# taken.
# ---------------------------------------------------------------------------------------------------------------
halt:
        movl    %eax, CONTEXT(EAX)
        follow_interrupt_state
        testl   $PENDING_STEP, pending_events
        jz      1f
        orl     $FLAGS_TRAP, FRAME_FLAGS(%esp)
1:      save_frame
        cmpl    $0, pending_events
        je      halt_again
        call    deliver_pending         # what arrived in the first instructions of the call
        testl   %eax, %eax
        jne     resume_context
halt_again:
        movl    $kernel_stack_top, %esp
1:      sti                             # takes effect when the processor has halted
        hlt
        jmp     1b
halt_end:

# ---------------------------------------------------------------------------------------------------------------
# Something arrived in the first instructions of the service: it is delivered now, as if it had come right after the
# service had returned.
# ---------------------------------------------------------------------------------------------------------------
pending_after_gate:
        movl    $0, CONTEXT(ECX)
        movl    %edx, CONTEXT(EDX)
        jmp     pending_after_service

pending_after_sysenter:
        movl    %edx, %ebx
        movl    FRAME_ESP(%esp), %ecx
        movl    %ecx, CONTEXT(ECX)
        movl    FRAME_EIP(%esp), %ecx
        movl    %ecx, CONTEXT(EDX)

pending_after_service:
        movl    %eax, CONTEXT(EAX)
        follow_interrupt_state
        testl   $PENDING_STEP, pending_events
        jz      1f
        orl     $FLAGS_TRAP, FRAME_FLAGS(%esp)
1:      save_frame
        call    deliver_pending
        testl   %eax, %eax
        jne     resume_context

# Back to where the frame says, with the registers of processor_context and the partition's own segments.
return_unchanged:
        movl    CONTEXT(EAX), %eax
        movl    CONTEXT(ECX), %ecx
        movl    CONTEXT(EDX), %edx
        popl    %es
        popl    %ds
        iret

# ---------------------------------------------------------------------------------------------------------------
# Enters the current partition with processor_context. DS and ES are those of all partitions already.
# ---------------------------------------------------------------------------------------------------------------
        .globl  resume_context
resume_context:
        cmpl    $0, pending_events
        jne     pending_at_resume
resume_now:
        movl    $kernel_stack_top, %esp
        xorl    %eax, %eax
        movl    %eax, %fs
        movl    %eax, %gs
        pushl   $PIP_I386_USER_DATA
        pushl   CONTEXT(ESP)
        pushl   CONTEXT(EFLAGS)
        pushl   $PIP_I386_USER_CODE
        pushl   CONTEXT(EIP)
        movl    CONTEXT(EDI), %edi
        movl    CONTEXT(ESI), %esi
        movl    CONTEXT(EBP), %ebp
        movl    CONTEXT(EBX), %ebx
        movl    CONTEXT(EDX), %edx
        movl    CONTEXT(ECX), %ecx
        movl    CONTEXT(EAX), %eax
        iret

# A single step over a yield is dropped: the partition that made it has left, and comes back with the trap flag off.
pending_at_resume:
        andl    $~PENDING_STEP, pending_events
        call    deliver_pending
        jmp     resume_now

# ---------------------------------------------------------------------------------------------------------------
# Faults, hardware and software interrupts. The stack becomes vector, error code, EIP, CS, EFLAGS, and from ring 3 ESP, SS.
# ---------------------------------------------------------------------------------------------------------------
        .balign TRAP_ENTRY_SIZE
        .globl  trap_entries
trap_entries:
        .set    vector, 0
        .rept   TRAP_COUNT
        .balign TRAP_ENTRY_SIZE, 0xcc
        # Where the processor pushes an error code: 8, 10 to 14, 17, 21, 29, 30.
        .if     !((vector < 32) && ((0x60227d00 >> vector) & 1))
        pushl   $0
        .endif
        pushl   $vector
        jmp     trap
        .set    vector, vector + 1
        .endr

trap:
        testb   $3, 12(%esp)
        jz      trap_without_privilege_bits
trap_from_partition:
        reset_flags
        movl    %eax, %ss:CONTEXT(EAX)  # DS is not ours yet
        movl    %edx, %ss:CONTEXT(EDX)
        movl    %ecx, %ss:CONTEXT(ECX)
        popl    %eax
        popl    %edx
        switch_segments
        save_frame
        pushl   %edx
        pushl   %eax
        call    handle_trap
        addl    $8, %esp
        testl   %eax, %eax
        jne     resume_context
        jmp     return_unchanged

# Ring 3 cannot enter virtual 8086 mode, where CS is no selector; but QEMU lets its iret do so (7.2, TCG).
trap_without_privilege_bits:
        testl   $FLAGS_VIRTUAL_8086, 16(%esp)
        jnz     trap_from_partition
# Up to the end of reset_flags in enter_by_gate interrupts may arrive, and single steps there and at sysenter_entry. They
# are remembered, and what brought them is turned off in the flags that the interrupted code goes on with. Only one
# interrupt can wait, since none arrives until it is delivered. Where the kernel has halted, interrupts arrive, too.
# Anything else is a fault of the kernel.
trap_in_kernel:
        pushl   %eax
        movl    4(%esp), %eax
        cmpl    $VECTOR_DEBUG, %eax
        je      1f
        cmpl    $PIP_VIDT_FIRST_INTERRUPT, %eax
        jb      fault_in_kernel
        cmpl    $PIP_VIDT_FIRST_SOFTWARE, %eax
        jae     fault_in_kernel
        cmpl    $halt_again, 12(%esp)
        jb      3f
        cmpl    $halt_end, 12(%esp)
        jb      interrupt_while_halted
3:
        orl     %eax, %ss:pending_events
        andl    $~FLAGS_INTERRUPT, 20(%esp)
        jmp     2f
1:      orl     $PENDING_STEP, %ss:pending_events
        andl    $~FLAGS_TRAP, 20(%esp)
2:      popl    %eax
        addl    $8, %esp
        iret

# Root waits on where nobody takes it.
interrupt_while_halted:
        addl    $4, %esp                # what is on the stack nobody goes back to
        pushl   $0
        pushl   %eax                    # the vector
        call    handle_trap
        addl    $8, %esp
        testl   %eax, %eax
        jz      halt_again
        jmp     resume_context

fault_in_kernel:
        popl    %eax
        pushal
        reset_flags
        movl    $PIP_I386_KERNEL_DATA, %eax
        movl    %eax, %ds
        movl    %eax, %es
        pushl   %esp
        call    handle_kernel_fault     # does not return
