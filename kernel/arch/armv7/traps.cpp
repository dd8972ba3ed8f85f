// Faults and interrupts, between the entry code and the core. processor_context holds the interrupted
// partition's registers, and what it holds when a function returns is loaded.
#include "core/control.hpp"
#include "core/events.hpp"
#include "entry.h"
#include "fault_registers.hpp"
#include "fpu.hpp"
#include "interrupts.hpp"
#include "panic.hpp"

#include <cstddef>

using namespace pepin;

static_assert(offsetof(KernelState, interrupts_on) == KERNEL_STATE_INTERRUPTS_ON);

extern "C" {
void handle_undefined();
void handle_prefetch_abort();
void handle_data_abort();
void handle_interrupt();
// Returns when one was taken.
void wait_for_interrupt();
}

namespace {

void fault(const Trap& trap) {
    if (forward_fault(trap.vector, trap.status, trap.address) == 0) dump_partition(trap);
    last_trap = trap;
}

// Whether somebody takes it.
[[nodiscard]] bool interrupt() {
    const Word line = take_interrupt();
    if (line == none_pending) return false;
    const bool taken = forward_interrupt(line) != 0;
    if (taken) last_trap = {line, 0, 0, true};
    if (line == PIP_ARMV7_LOCAL_TIMER) wake_peripherals();
    if (!taken && line == PIP_ARMV7_PERIPHERALS) rest_peripherals();
    return taken;
}

} // namespace

// The saved address is that of the next instruction, as Pip's partitions expect it. A floating-point
// instruction of somebody who has not got the registers is repeated with them. Whether it was one is not
// looked at: if it was not, it comes back here.
void handle_undefined() {
    const bool thumb = (processor_context.words[Architecture::context_flags] & PSR_THUMB) != 0;
    Word& pc = processor_context.words[PIP_ARMV7_CONTEXT_PC / sizeof(Word)];
    const Word instruction = pc - (thumb ? 2 : 4);
    if (provide_floating_point()) {
        pc = instruction;
        return;
    }
    fault({PIP_ARMV7_FAULT_UNDEFINED, 0, instruction});
}

// A breakpoint leaves the address register as the last fault, anybody's, has left it. Source: ARM
// Architecture Reference Manual (ARMv7-A), B3.13.3.
void handle_prefetch_abort() {
    constexpr Word kind = 0x40F, debug_event = 0x002;
    const FaultRegisters found = instruction_fault();
    const Word instruction = processor_context.words[PIP_ARMV7_CONTEXT_PC / sizeof(Word)];
    fault({PIP_ARMV7_FAULT_PREFETCH_ABORT, found.status,
           (found.status & kind) == debug_event ? instruction : found.address});
}

void handle_data_abort() {
    const FaultRegisters found = data_fault();
    fault({PIP_ARMV7_FAULT_DATA_ABORT, found.status, found.address});
}

void handle_interrupt() { static_cast<void>(interrupt()); }

// One that is pending ends the processor's waiting although it is masked.
void wait_for_interrupt() {
    processor_context.words[Architecture::context_flags] &= ~Word{PSR_INTERRUPT_MASKED};
    do asm volatile("dsb\n\twfi" ::: "memory");
    while (!interrupt());
}
