// The boot module, taken apart: root's image is an ELF file, or a flat binary.
#pragma once

#include "atags.hpp"
#include "boot/root_partition.hpp"

namespace pepin {

struct RootImage {
    boot::FrameRange frames;
    Word entry = 0; // an address of root's; odd for Thumb code
};

// Puts the image into frames from `first` on, with zeros where the file has nothing. Panics where it does not
// fit below the module and `end`, and where it is not what it should be.
[[nodiscard]] RootImage place_root_image(atags::Bytes module, Word first, Word end);

} // namespace pepin
