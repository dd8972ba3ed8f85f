// The devices of a Raspberry Pi 2, as far as the kernel has anything to do with them.
#pragma once

namespace pepin {

// Interrupt controllers and timer on, and no device that reads or writes memory by itself: what firmware has
// left running is stopped.
void devices_initialise();

} // namespace pepin
