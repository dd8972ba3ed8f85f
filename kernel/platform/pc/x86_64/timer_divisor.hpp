// How fast the timer ticks on x86-64.
#pragma once

#include "core/types.hpp"

namespace pepin {

// In cycles of the 8254, 1,193,182 in a second.
inline constexpr Word timer_divisor = PIP_X86_64_TIMER_DIVISOR;
// Of the 8254's modes that in which the line rises once in a period: of a square wave QEMU's I/O APIC takes
// both edges.
inline constexpr Word timer_mode = 2;

} // namespace pepin
