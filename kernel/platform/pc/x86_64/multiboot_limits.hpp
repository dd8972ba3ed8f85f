// How much of what a boot loader tells is used on x86-64.
#pragma once

#include "core/types.hpp"

namespace pepin::multiboot {

inline constexpr Word reachable = Word{4} << 30; // what boot code shows
inline constexpr Word most_modules = PIP_X86_64_FIRST_INFORMATION_MOST_MODULES;
inline constexpr Word text_bytes = 4096; // of all command lines

} // namespace pepin::multiboot
