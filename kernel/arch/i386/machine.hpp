// The i386 machine around the core: what the boot code starts, in the order given here.
#pragma once

#include "core/types.hpp"

namespace pepin {

// COM1 at 115,200 baud, 8N1. Before anything else, so that whatever goes wrong can say so.
void console_initialise();
// CR4, whole. Before page tables that need what it turns on.
void set_processor_features();
// Segments, call gates, task state, interrupt vectors. Needs the kernel's final addresses.
void descriptors_initialise();
// CR0, floating point and the fast entry, as far as the processor has them.
void processor_initialise();
// Interrupt controllers, timer, and no device that reads or writes memory by itself: what firmware has left running is stopped. `end_of_memory` is the
// address behind the last byte of RAM below 4 GiB.
void devices_initialise(Word end_of_memory);
// Enters the current partition with processor_context; it must be root, in its own address space.
[[noreturn]] void enter_root();

} // namespace pepin
