// What tests of the core have to know about x86-64.
#pragma once

#include <array>

#include "core/types.hpp"

namespace pepin::test {

// --- addresses ---
inline constexpr Word image_address = PIP_X86_64_ROOT_IMAGE, fpinfo_address = PIP_X86_64_FPINFO,
                      root_stack_address = PIP_X86_64_ROOT_STACK;
inline constexpr Word vidt_address = PIP_X86_64_VIDT, device_address = PIP_X86_64_VGA,
                      low_end = PIP_X86_64_LOW_END;
// may not be used
inline constexpr Word kernel_address = PIP_X86_64_USER_END,
                      last_kernel_page = PIP_X86_64_KERNEL_WINDOW_END - page_size;
inline constexpr Word address_end = PIP_X86_64_USER_END;
inline constexpr Word far_address = 0x7000000000; // may be used, and nobody has tables there
inline constexpr Word last_table_address = 0x7FFFE00000;
inline constexpr std::array<Word, 4> regions{0x00400000, 0x80000000, 0x4000000000, 0x7FC0000000};
// For a chain of partitions as long as can be: how many pages each level takes, from where on, and what
// machine that needs.
inline constexpr Word chain_pages = 44, chain_region = 0x20000000, chain_frames = 4096;

inline constexpr Word interrupt_line = 1; // of hardware

// --- registers, by their offsets in a context ---
namespace registers {
inline constexpr Word pc = PIP_X86_64_CONTEXT_RIP, sp = PIP_X86_64_CONTEXT_RSP,
                      flags = PIP_X86_64_CONTEXT_RFLAGS, state = PIP_X86_64_CONTEXT_PIPFLAGS,
                      valid = PIP_X86_64_CONTEXT_VALID;
inline constexpr Word a = PIP_X86_64_CONTEXT_RAX, b = PIP_X86_64_CONTEXT_RDI, c = PIP_X86_64_CONTEXT_RCX,
                      d = PIP_X86_64_CONTEXT_RDX;
inline constexpr Word kept = PIP_X86_64_CONTEXT_RBX; // one that a yield saves
} // namespace registers
inline constexpr Word harmless_flags = 0xED7;
[[nodiscard]] constexpr bool has_interrupts_on(Word flags) { return (flags & 0x200) != 0; }

} // namespace pepin::test
