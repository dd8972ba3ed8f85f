// How fast the timer ticks on i386.
#pragma once

#include "core/types.hpp"

namespace pepin {

// In cycles of the 8254, 1,193,182 in a second.
inline constexpr Word timer_divisor = PIP_I386_TIMER_DIVISOR;
// Of the 8254's modes that of a square wave, as Pip has it.
inline constexpr Word timer_mode = 3;

} // namespace pepin
