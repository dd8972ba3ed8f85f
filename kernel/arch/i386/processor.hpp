// Control registers and floating point.
#pragma once

#include "core/types.hpp"

namespace pepin {

[[nodiscard]] inline Word read_cr2() {
    Word value;
    asm volatile("movl %%cr2, %0" : "=r"(value));
    return value;
}
[[nodiscard]] inline Word read_cr3() {
    Word value;
    asm volatile("movl %%cr3, %0" : "=r"(value));
    return value;
}

// Gives the floating-point registers to the current partition, which wanted to use them. False where the processor has none.
[[nodiscard]] bool provide_floating_point();

} // namespace pepin
