// x87, MMX and SSE registers. Nobody's state stays in them while another partition runs: processors speculate
// with what they hold (LazyFP). They are saved and reset when their owner is left, and loaded when it uses
// them next.
#pragma once

#include "core/types.hpp"

namespace pepin {

inline constexpr Word cr0_task_switched = 1U << 3; // the next floating-point instruction traps

// Whether the registers hold the current partition's state; otherwise they are as after reset, and
// CR0.TS is set.
extern bool floating_point_in_use;

// The partition that used them is left for the current one. Nothing where the partition is gone on with.
void leave_floating_point();

// Gives the registers to the current partition, which wanted to use them.
void provide_floating_point();

} // namespace pepin
