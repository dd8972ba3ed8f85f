// Faults and interrupts, between the entry code and the core.
#include "arch/x86/registers.hpp"
#include "core/control.hpp"
#include "core/events.hpp"
#include "entry.h"
#include "fpu.hpp"
#include "interrupts.hpp"
#include "panic.hpp"

#include <cstddef>

using namespace pepin;

static_assert(offsetof(KernelState, interrupts_on) == KERNEL_STATE_INTERRUPTS_ON);

// Afterwards processor_context is entered: another one, or the interrupted one as it is.
extern "C" void handle_trap(Word vector, Word error_code);
// What arrives while root waits. 1 where it is taken.
extern "C" Word handle_while_halted(Word vector);

namespace {

void fault(Word vector, Word error_code) {
    if (vector == VECTOR_NO_FLOATING_POINT) return provide_floating_point();
    const Trap trap{vector, error_code, vector == VECTOR_PAGE_FAULT ? read_cr2() : 0};
    if (forward_fault(trap.vector, trap.error_code, trap.address) == 0) dump_partition(trap);
    last_trap = trap;
}

bool interrupt(Word vector) {
    const Word line = vector - PIP_VIDT_FIRST_INTERRUPT;
    if (!acknowledge_interrupt(line)) return false;
    if (forward_interrupt(line) == 0) {
        rest_line(line);
        return false;
    }
    wake_lines();
    last_trap = {vector, 0, 0};
    return true;
}

// What a parent has not opened is to its child as what the kernel has not opened to user mode: a general
// protection fault at the instruction, with the selector error code of its gate. Source: Intel's manual,
// volume 3, 6.13 and 6.15, interrupt 13.
void software_interrupt(Word vector) {
    constexpr Word instruction_bytes = 2, in_descriptor_table = 1U << 1;
    const Trap trap{vector, 0, 0};
    if (forward_software_interrupt(vector) == 0) {
        Word& instruction = processor_context.words[PIP_X86_64_CONTEXT_RIP / sizeof(Word)];
        instruction -= instruction_bytes;
        if (forward_fault(VECTOR_GENERAL_PROTECTION, vector << 3 | in_descriptor_table, 0) == 0) {
            instruction += instruction_bytes;
            dump_partition(trap);
        }
    }
    last_trap = trap;
}

} // namespace

void handle_trap(Word vector, Word error_code) {
    if (vector < PIP_VIDT_FIRST_INTERRUPT) return fault(vector, error_code);
    if (vector < PIP_VIDT_FIRST_SOFTWARE) return static_cast<void>(interrupt(vector));
    if (vector != spurious_vector) software_interrupt(vector);
}

Word handle_while_halted(Word vector) {
    return vector < PIP_VIDT_FIRST_SOFTWARE && interrupt(vector) ? 1 : 0; // or spurious
}
