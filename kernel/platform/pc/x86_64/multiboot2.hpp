// What a multiboot 2 loader tells. Source: Multiboot2 Specification version 2.0, 3.6.
#pragma once

#include "multiboot_information.hpp"

namespace pepin::multiboot2 {

inline constexpr Word loader_magic = 0x36D76289;

// Reads the loader's tags at this physical address. Panics with what is wrong with them.
void read(multiboot::Information& information, Word address);

} // namespace pepin::multiboot2
