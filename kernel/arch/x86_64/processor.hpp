// What the processor can do, turned on; and the first partition, entered.
#pragma once

namespace pepin {

// Control registers, model-specific registers, no breakpoints: each written whole, so that nothing stays that
// a loader has turned on.
void processor_initialise();

// Enters the current partition with processor_context; it must be root, in its own address space.
extern "C" [[noreturn]] void resume_context();

} // namespace pepin
