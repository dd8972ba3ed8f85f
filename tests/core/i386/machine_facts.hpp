// What tests of the core have to know about i386.
#pragma once

#include <array>

#include "core/types.hpp"

namespace pepin::test {

// --- addresses ---
inline constexpr Word image_address = PIP_I386_ROOT_IMAGE, fpinfo_address = PIP_I386_FPINFO,
                      root_stack_address = PIP_I386_ROOT_STACK;
inline constexpr Word vidt_address = PIP_I386_VIDT, device_address = PIP_I386_VGA, low_end = PIP_I386_LOW_END;
// may not be used
inline constexpr Word kernel_address = PIP_I386_KERNEL_WINDOW,
                      last_kernel_page = PIP_I386_KERNEL_WINDOW_END - page_size;
// that is, 4 GiB
inline constexpr Word address_end = 0;
inline constexpr Word far_address = 0x80000000; // may be used, and nobody has tables there
inline constexpr Word last_table_address = 0xBFC00000;
inline constexpr std::array<Word, 4> regions{0x00400000, 0x80000000, 0xC0C00000, PIP_I386_KERNEL_WINDOW_END};
// For a chain of partitions as long as can be: how many pages each level takes, from where on, and what
// machine that needs.
inline constexpr Word chain_pages = 10, chain_region = 0xFFC00000, chain_frames = 1024;

inline constexpr Word interrupt_line = 1; // of hardware

// --- registers, by their offsets in a context ---
namespace registers {
inline constexpr Word pc = PIP_CONTEXT_EIP, sp = PIP_CONTEXT_ESP, flags = PIP_CONTEXT_EFLAGS,
                      state = PIP_CONTEXT_PIPFLAGS, valid = PIP_CONTEXT_VALID;
inline constexpr Word a = PIP_CONTEXT_EAX, b = PIP_CONTEXT_EBX, c = PIP_CONTEXT_EDI, d = PIP_CONTEXT_ESI;
inline constexpr Word kept = b; // one that a yield saves
} // namespace registers
// What remains of a context's flags where all are set, with interrupts on: arithmetic flags and direction; no
// trap, no nested task, no I/O privilege.
inline constexpr Word harmless_flags = 0xED7;
[[nodiscard]] constexpr bool has_interrupts_on(Word flags) { return (flags & 0x200) != 0; }

} // namespace pepin::test
