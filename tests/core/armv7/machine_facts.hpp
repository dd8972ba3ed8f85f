// What tests of the core have to know about ARMv7.
#pragma once

#include <array>

#include "core/types.hpp"

namespace pepin::test {

// --- addresses ---
inline constexpr Word image_address = PIP_ARMV7_ROOT_IMAGE, fpinfo_address = PIP_ARMV7_FPINFO,
                      root_stack_address = PIP_ARMV7_ROOT_STACK;
inline constexpr Word vidt_address = PIP_ARMV7_VIDT, device_address = PIP_ARMV7_DEVICES,
                      low_end = PIP_ARMV7_LOW_END;
inline constexpr Word kernel_address = PIP_ARMV7_USER_END, last_kernel_page = 0xFFFFF000; // may not be used
inline constexpr Word address_end = PIP_ARMV7_USER_END;
inline constexpr Word far_address = 0x30000000; // may be used, and nobody has tables there
inline constexpr Word last_table_address = 0x3FE00000;
inline constexpr std::array<Word, 4> regions{0x00100000, 0x00400000, 0x30000000, 0x3FE00000};
// For a chain of partitions as long as can be: how many pages each level takes, from where on, and what
// machine that needs.
inline constexpr Word chain_pages = 44, chain_region = 0x20000000, chain_frames = 4096;

inline constexpr Word interrupt_line = PIP_ARMV7_LOCAL_TIMER; // of hardware

// --- registers, by their offsets in a context ---
namespace registers {
inline constexpr Word pc = PIP_ARMV7_CONTEXT_PC, sp = PIP_ARMV7_CONTEXT_SP, flags = PIP_ARMV7_CONTEXT_SPSR;
inline constexpr Word state = PIP_ARMV7_CONTEXT_PIPFLAGS, valid = PIP_ARMV7_CONTEXT_VALID;
inline constexpr Word a = PIP_ARMV7_CONTEXT_R0, b = PIP_ARMV7_CONTEXT_R3, c = PIP_ARMV7_CONTEXT_R7,
                      d = PIP_ARMV7_CONTEXT_R12;
inline constexpr Word kept = b; // one that a yield saves
} // namespace registers
// What remains of a context's flags where all are set, with interrupts on: condition flags, the IT block,
// Thumb state, the byte order; user mode, without Jazelle, with fast interrupts and asynchronous aborts
// masked.
inline constexpr Word harmless_flags = 0xFE0FFF70;
[[nodiscard]] constexpr bool has_interrupts_on(Word flags) { return (flags & 0x80) == 0; }

} // namespace pepin::test
