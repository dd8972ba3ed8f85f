// Registers of devices, where the kernel's window shows them.
#pragma once

#include "core/types.hpp"

namespace pepin {

// Of a physical address.
[[nodiscard]] inline volatile Word& register_at(Word physical) {
    return *reinterpret_cast<volatile Word*>(physical + PIP_ARMV7_KERNEL_WINDOW);
}

} // namespace pepin
