// What the specification has to know about the architecture: shape of the address space, rights, flags.
#pragma once

#include <bit>

#include "architecture.hpp"
#include "spec/domain.hpp"

namespace pepin::spec {

inline constexpr std::uint32_t page_bits = Architecture::page_bits;
inline constexpr std::uint32_t leaf_bits = Architecture::leaf_bits;
inline constexpr std::uint32_t page_offset_mask = (1U << page_bits) - 1;
inline constexpr std::uint32_t root_entries = 1U << Architecture::root_bits;
inline constexpr std::uint32_t leaf_entries = 1U << leaf_bits;
// A word: its bytes, the bits of a byte's place in it, its bits.
inline constexpr std::uint32_t word_bytes = sizeof(Architecture::Word);
inline constexpr std::uint32_t word_shift = std::countr_zero(word_bytes);
inline constexpr std::uint32_t word_bits = 8 * word_bytes;
inline constexpr std::uint32_t page_bytes = 1U << page_bits;
inline constexpr std::uint32_t words_per_page = page_bytes / word_bytes;
inline constexpr std::uint32_t vidt_page = Architecture::vidt_page;
inline constexpr std::uint32_t greatest_depth = PIP_LIMITS_DEPTH;
// Whether a page that can be read may still not be executed.
inline constexpr bool has_execute_right =
    !Architecture::is_executable(Architecture::leaf_entry(1, {true, false}, false));

// The entry of a root table through which a page is mapped.
template <class W> [[nodiscard]] W root_index(const W& page) { return page >> leaf_bits; }
template <class W> [[nodiscard]] W page_of(const W& address) { return address >> page_bits; }
template <class W> [[nodiscard]] W address_of(const W& page) { return page << page_bits; }
template <class W> [[nodiscard]] auto is_aligned(const W& address) {
    return (address & page_offset_mask) == 0;
}

// Whether partitions may map anything through this entry of their root tables: not the first, not the
// kernel's, and none that is not there.
template <class W> [[nodiscard]] auto is_usable_index(const W& index) {
    return index != 0 && index < root_entries &&
           (index < Architecture::first_kernel_entry || index >= Architecture::end_kernel_entry);
}

// Whether somebody who may execute a page, or may not, can give it with these rights.
template <class W>
[[nodiscard]] auto can_grant(const W& readable, const W& executable, const W& may_execute) {
    return Architecture::can_grant(readable != 0, executable != 0,
                                   executable == PIP_EXECUTE_AS_HELD || may_execute != 0);
}

// The flags with which a context is entered: of its own only those that do no harm.
template <class D> [[nodiscard]] Word<D> entered_flags(const Word<D>& flags, const Word<D>& interrupts_on) {
    return (flags & Architecture::kept_flags) |
           D::choose(interrupts_on != 0, Word<D>(Architecture::unmasked_flags),
                     Word<D>(Architecture::masked_flags));
}

} // namespace pepin::spec
