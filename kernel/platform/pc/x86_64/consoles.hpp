// Where the kernel's words appear.
#pragma once

#include "multiboot_information.hpp"

namespace pepin {

// From now on they appear in the frame buffer, too, if there is one that the kernel can write: of 24 or 32
// bits a pixel. Says so where it cannot. None may lie in one of the `usable` ranges of memory.
void show_console_in(const multiboot::FrameBuffer& buffer, std::span<const boot::FrameRange> usable);

} // namespace pepin
