// What a multiboot 1 loader tells. Source: Multiboot Specification version 0.6.96.
#pragma once

#include "multiboot_information.hpp"

namespace pepin::multiboot {

inline constexpr Word loader_magic = 0x2BADB002;

// Reads the loader's structures at this physical address. Panics with what is wrong with them.
void read(Information& information, Word address);

} // namespace pepin::multiboot
