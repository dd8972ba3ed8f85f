// x87, MMX and SSE registers: whose state they hold. Who does not own them has CR0.TS set, so that his next
// instruction of that kind traps.
#pragma once

#include "arch/x86/registers.hpp"

namespace pepin {

inline constexpr Word cr0_task_switched = 1U << 3; // the next floating-point instruction traps

// A copy of CR0.TS, so that CR0 is written only where the bit changes.
extern bool task_switched;

inline void set_task_switched(bool on) {
    if (task_switched == on) return;
    task_switched = on;
    if (on)
        write_cr0(read_cr0() | cr0_task_switched);
    else
        asm volatile("clts" : : : "memory");
}

// Gives the floating-point registers to the current partition, which wanted to use them. False where the
// processor has none.
[[nodiscard]] bool provide_floating_point();

} // namespace pepin
