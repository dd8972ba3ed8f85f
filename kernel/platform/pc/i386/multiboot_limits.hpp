// How much of what a boot loader tells is used on i386.
#pragma once

#include "core/types.hpp"

namespace pepin::multiboot {

// Boot code reaches the first 16 MiB; loaders put their structures into low memory or right behind the
// kernel.
inline constexpr Word reachable = 16U << 20;
inline constexpr Word most_modules = 1; // others are left alone
inline constexpr Word text_bytes = 0;   // nobody reads command lines

} // namespace pepin::multiboot
