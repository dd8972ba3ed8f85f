// The timers of the kernel: that of the local controller, which ticks, and from architecture_set_timer on the
// processor's virtual timer, which interrupts once. Sources: QA7_rev3.4 (ARM Quad A7 core), chapters 4.6
// and 4.11; ARM Architecture Reference Manual (ARMv7-A), B8.1.
#pragma once

#include "mmio.hpp"

namespace pepin {

inline constexpr Word local_timer_clear = 0x40000038;
inline constexpr Word virtual_timer_source = 1U << 3; // of the core's sources, and of its timers' interrupts

// It interrupts core 0, PIP_ARMV7_TIMER_FREQUENCY times a second.
void start_local_timer();
inline void acknowledge_local_timer() { register_at(local_timer_clear) = 1U << 31; }

// What has come once does not come again.
inline void stop_virtual_timer() { asm volatile("mcr p15, 0, %0, c14, c3, 1\n\tisb" : : "r"(0)); }

// Whether either of them interrupts.
void set_timer_line(bool enabled);

} // namespace pepin
