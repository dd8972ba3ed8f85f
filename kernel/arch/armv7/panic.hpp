// What the kernel says before it stops.
#pragma once

#include <optional>

#include "core/types.hpp"

namespace pepin {

struct Trap {
    Word vector = 0; // PIP_ARMV7_FAULT_*, or an interrupt's bit number
    Word status = 0;
    Word address = 0; // the one that was accessed, or of the undefined instruction
    bool interrupt = false;
};

// The last one that a partition was entered for.
extern std::optional<Trap> last_trap;

// The current partition's trap, which nobody takes; its registers are in processor_context.
[[noreturn]] void dump_partition(const Trap& trap);

} // namespace pepin

extern "C" {
struct KernelFrame;
// An exception in the kernel itself, with all registers as the entry code pushed them.
[[noreturn]] void handle_kernel_undefined(const KernelFrame* frame);
[[noreturn]] void handle_kernel_prefetch_abort(const KernelFrame* frame);
[[noreturn]] void handle_kernel_data_abort(const KernelFrame* frame);
[[noreturn]] void handle_kernel_interrupt(const KernelFrame* frame);
[[noreturn]] void handle_kernel_exception(const KernelFrame* frame);
}
