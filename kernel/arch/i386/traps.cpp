// Faults and interrupts, between the entry code and the core.
#include "arch/x86/registers.hpp"
#include "core/control.hpp"
#include "core/events.hpp"
#include "entry.h"
#include "fpu.hpp"
#include "interrupts.hpp"
#include "panic.hpp"
#include "processor.hpp"
#include "tss.hpp"

#include <cstddef>

using namespace pepin;

static_assert(offsetof(KernelState, interrupts_on) == KERNEL_STATE_INTERRUPTS_ON);

extern "C" {
// What arrived while a service was being entered, see trap_in_kernel in entry.S.
Word pending_events = 0;

// Each answers 1 where processor_context holds another context to be entered, 0 where the interrupted one
// goes on.
Word handle_trap(Word vector, Word error_code);
Word deliver_pending();
[[noreturn]] void resume_context();
}

namespace {

Word forward_or_dump(Trap trap, Word forwarded) {
    if (forwarded == 0) dump_partition(trap);
    last_trap = trap;
    return forwarded;
}

Word fault(Word vector, Word error_code) {
    const Trap trap{vector, error_code, vector == VECTOR_PAGE_FAULT ? read_cr2() : 0};
    if (vector == VECTOR_NO_FLOATING_POINT && provide_floating_point()) return 0;
    // The hardware's, not the partition's; nothing can be said about the state that it leaves.
    if (vector == VECTOR_NON_MASKABLE) dump_partition(trap);
    return forward_or_dump(trap, forward_fault(trap.vector, trap.error_code, trap.address));
}

Word interrupt(Word vector) {
    const Word line = vector - PIP_VIDT_FIRST_INTERRUPT;
    if (!acknowledge_interrupt(line)) return 0;
    if (forward_interrupt(line) == 0) {
        rest_line(line);
        return 0;
    }
    wake_lines();
    last_trap = {vector, 0, 0};
    return 1;
}

// What a guarded parent has not opened is to its child as what the kernel has not opened to user mode: a
// general protection fault at the instruction, with the selector error code of its gate. Source: Intel's
// manual, volume 3, 6.13 and 6.15, interrupt 13.
Word software_interrupt(Word vector) {
    constexpr Word instruction_bytes = 2, in_descriptor_table = 1U << 1;
    const Trap trap{vector, 0, 0};
    if (forward_software_interrupt(vector) != 0) {
        last_trap = trap;
        return 1;
    }
    Word& eip = processor_context.words[PIP_CONTEXT_EIP / sizeof(Word)];
    eip -= instruction_bytes;
    if (forward_fault(VECTOR_GENERAL_PROTECTION, vector << 3 | in_descriptor_table, 0) == 0) {
        eip += instruction_bytes;
        dump_partition(trap);
    }
    last_trap = trap;
    return 1;
}

} // namespace

Word handle_trap(Word vector, Word error_code) {
    if (vector < PIP_VIDT_FIRST_INTERRUPT) return fault(vector, error_code);
    if (vector < PIP_VIDT_FIRST_SOFTWARE) return interrupt(vector);
    return software_interrupt(vector);
}

Word deliver_pending() {
    Word delivered = 0;
    if ((pending_events & PENDING_STEP) != 0) {
        pending_events &= ~Word{PENDING_STEP};
        delivered = fault(VECTOR_DEBUG, 0);
    }
    // Root may have turned interrupts off with the very call that this one arrived in; then it waits.
    const Word vector = pending_events & PENDING_VECTOR;
    if (vector != 0 && kernel_state.interrupts_on != 0) {
        pending_events = 0;
        delivered |= interrupt(vector);
    }
    return delivered;
}

void pepin::enter_root() {
    // Root's address space is the one that never goes away.
    double_fault_task.cr3 = read_cr3();
    resume_context();
}
