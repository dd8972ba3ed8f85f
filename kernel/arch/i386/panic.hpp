// What the kernel says before it stops.
#pragma once

#include "arch/x86/trap.hpp"

namespace pepin {

// The current partition's trap, which nobody takes; its registers are in processor_context.
[[noreturn]] void dump_partition(const Trap& trap);

} // namespace pepin

extern "C" {
struct KernelFrame;
// A trap in the kernel itself, with all registers as the entry code pushed them.
[[noreturn]] void handle_kernel_fault(const KernelFrame* frame);
// The task that a double fault switches to; the registers are in task_state.
[[noreturn]] void handle_double_fault();
}
