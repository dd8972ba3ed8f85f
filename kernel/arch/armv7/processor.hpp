// What the processor can do, turned on and off; and the way out to a partition.
#pragma once

namespace pepin {

// Vectors, and everything that user mode must not use turned off.
void processor_initialise();

} // namespace pepin

extern "C" {
// Enters the current partition with processor_context; entry.S.
[[noreturn]] void resume_context();
}
