// The i386 machine around the core: what the boot code starts, in the order given here.
#pragma once

namespace pepin {

// COM1 at 115,200 baud, 8N1. Before anything else, so that whatever goes wrong can say so.
void console_initialise();
// Segments, call gates, task state, interrupt vectors. Needs the kernel's final addresses.
void descriptors_initialise();
// Control registers, floating point and the fast entry, as far as the processor has them.
void processor_initialise();
// Interrupt controllers, timer, and no device that masters the bus.
void devices_initialise();
// Enters the current partition with processor_context; it must be root, in its own address space.
[[noreturn]] void enter_root();

} // namespace pepin
