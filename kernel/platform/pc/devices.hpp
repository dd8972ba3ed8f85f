// The devices of a PC, as far as the kernel has anything to do with them.
#pragma once

#include <span>

#include "boot/root_partition.hpp"

namespace pepin {

// Interrupt controllers, timer, and no device that reads or writes memory by itself: what firmware has left
// running is stopped. No device may decode addresses in the `taken` frames: memory, and what the kernel
// keeps.
void devices_initialise(std::span<const boot::FrameRange> taken);

} // namespace pepin
