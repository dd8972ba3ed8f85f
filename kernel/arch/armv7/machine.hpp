// The machine around the core: what the boot code starts, in the order given here.
#pragma once

#include "core/types.hpp"

namespace pepin {

// The second UART at 115,200 baud, 8N1. Before anything else, so that whatever goes wrong can say so.
void console_initialise();
// Vectors, and everything that user mode must not use turned off.
void processor_initialise();
// The local controller: timer and peripherals on, all else off.
void devices_initialise();

// Where the kernel's window shows a physical address.
[[nodiscard]] inline volatile Word& register_at(Word physical) {
    return *reinterpret_cast<volatile Word*>(physical + PIP_ARMV7_KERNEL_WINDOW);
}

} // namespace pepin

extern "C" {
// Enters the current partition with processor_context; entry.S.
[[noreturn]] void resume_context();
}
