// The timer of the local controller. Source: QA7_rev3.4 (ARM Quad A7 core), chapter 4.11.
#pragma once

#include "mmio.hpp"

namespace pepin {

inline constexpr Word local_timer_clear = 0x40000038;

// It interrupts core 0, PIP_ARMV7_TIMER_FREQUENCY times a second.
void start_local_timer();
inline void acknowledge_local_timer() { register_at(local_timer_clear) = 1U << 31; }

} // namespace pepin
