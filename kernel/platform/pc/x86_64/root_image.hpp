// Root's image: an ELF file or a flat binary, as the boot module has it, put where root runs it from.
#pragma once

#include "boot/early_memory.hpp"
#include "multiboot.hpp"

namespace pepin {

struct RootImage {
    boot::FrameRange frames; // in a row, whose first one is root's page RootLayout::image
    Word entry;              // an address of root's
};

// Panics with what is wrong with an ELF file.
[[nodiscard]] RootImage place_root_image(multiboot::Bytes module, boot::EarlyMemory& memory);

} // namespace pepin
