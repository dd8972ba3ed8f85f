// VFP and NEON registers: whose state they hold. Who does not own them has FPEXC.EN off, so that his next
// instruction of that kind is undefined.
#pragma once

#include "core/types.hpp"

namespace pepin {

// A copy of FPEXC.EN, so that it is written only where it changes.
extern bool floating_point_enabled;

inline void enable_floating_point(bool on) {
    if (floating_point_enabled == on) return;
    floating_point_enabled = on;
    asm volatile(".fpu neon-vfpv4\n\tvmsr fpexc, %0" : : "r"(on ? 1U << 30 : 0U) : "memory");
}

// Gives the floating-point registers to the current partition. False where it has them already.
[[nodiscard]] bool provide_floating_point();

} // namespace pepin
