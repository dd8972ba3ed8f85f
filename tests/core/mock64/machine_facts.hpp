// What tests of the core have to know about the architecture that does not exist.
#pragma once

#include <array>

#include "core/types.hpp"

namespace pepin::test {

// --- addresses ---
inline constexpr Word vidt_page_address = Architecture::vidt_page << Architecture::page_bits;
inline constexpr Word image_address = 0x00700000, fpinfo_address = vidt_page_address - page_size,
                      root_stack_address = vidt_page_address - 2 * page_size;
inline constexpr Word vidt_address = vidt_page_address, device_address = 0xB8000,
                      low_end = Architecture::low_end;
// may not be used
inline constexpr Word kernel_address = Word{1} << 39, last_kernel_page = ~page_offset_mask;
inline constexpr Word address_end = Word{1} << 39;
inline constexpr Word far_address = 0x7000000000; // may be used, and nobody has tables there
inline constexpr Word last_table_address = 0x7FFFE00000;
inline constexpr std::array<Word, 4> regions{0x00400000, 0x80000000, 0x4000000000, 0x7FC0000000};
// For a chain of partitions as long as can be: how many pages each level takes, from where on, and what
// machine that needs.
inline constexpr Word chain_pages = 44, chain_region = 0x20000000, chain_frames = 4096;

inline constexpr Word interrupt_line = 1; // of hardware

// --- registers, by their offsets in a context ---
namespace registers {
inline constexpr Word pc = Architecture::context_pc * word_bytes, sp = 4 * word_bytes,
                      flags = Architecture::context_flags * word_bytes,
                      state = Architecture::context_state * word_bytes,
                      valid = Architecture::context_valid * word_bytes;
inline constexpr Word a = 0, b = word_bytes, c = 7 * word_bytes, d = 6 * word_bytes;
inline constexpr Word kept = b; // one that a yield saves
} // namespace registers
inline constexpr Word harmless_flags = 0xED7;
[[nodiscard]] constexpr bool has_interrupts_on(Word flags) { return (flags & 0x200) != 0; }

} // namespace pepin::test
