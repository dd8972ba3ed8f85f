// What the boot loader says of the machine, as a list of tags. Source: Linux, Documentation/arch/arm/booting,
// and the list's definition in arch/arm/include/uapi/asm/setup.h.
#pragma once

#include "core/types.hpp"

namespace pepin::atags {

struct Bytes {
    Word begin = 0;
    Word end = 0;
};

struct Information {
    Word memory_end = 0; // bytes from 0 on, in one piece; what devices begin at is no memory
    Word usable_end = 0; // the same, or less where the command line says so
    Bytes module{};      // physical
};

// Reads the list at a physical address. Panics where it is none, where there is no memory from 0 on, and
// where there is no module. A word `mem=NNNM` on the command line gives the kernel only so many MiB.
[[nodiscard]] Information read(Word address);

} // namespace pepin::atags
