// The devices of a PC, as far as the kernel has anything to do with them.
#pragma once

#include "core/types.hpp"

namespace pepin {

// Interrupt controllers, timer, and no device that reads or writes memory by itself: what firmware has left
// running is stopped. `end_of_memory` is the address behind the last byte of RAM below 4 GiB.
void devices_initialise(Word end_of_memory);

} // namespace pepin
