// What the processor can do, turned on; and the first partition, entered.
#pragma once

namespace pepin {

// CR4, whole. Before page tables that need what it turns on.
void set_cr4();
// CR0, no breakpoints, floating point and the fast entry, as far as the processor has them.
void processor_initialise();

// Enters the current partition with processor_context; it must be root, in its own address space.
[[noreturn]] void enter_root();

} // namespace pepin
