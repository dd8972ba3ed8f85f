// What the kernel says before it stops.
#pragma once

#include <optional>

#include "core/types.hpp"

namespace pepin {

struct Trap {
    Word vector = 0;
    Word error_code = 0;
    Word address = 0; // of a page fault
};

// The last one that a partition was entered for.
extern std::optional<Trap> last_trap;

// The current partition's trap, which nobody takes; its registers are in processor_context.
[[noreturn]] void dump_partition(const Trap& trap);

} // namespace pepin

extern "C" {
struct KernelFrame;
// A trap in the kernel itself, or one of the machine, with all registers as the entry code pushed them.
[[noreturn]] void handle_kernel_fault(const KernelFrame* frame);
}
