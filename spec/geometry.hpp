// What the specification has to know about the architecture: shape of the address space, rights, flags.
#pragma once

#include <bit>

#include "architecture.hpp"
#include "spec/domain.hpp"

namespace pepin::spec {

inline constexpr std::uint32_t page_bits = Architecture::page_bits;

// Levels of tables, from the root's, which is level 0, to that of the leaf tables.
using Level = std::uint32_t;
inline constexpr Level leaf_level = Architecture::level_bits.size() - 1;
// A table of this level covers pages that differ in so many lower bits.
[[nodiscard]] constexpr std::uint32_t covered_bits(Level level) {
    std::uint32_t bits = 0;
    for (Level below = level; below <= leaf_level; ++below) bits += Architecture::level_bits[below];
    return bits;
}
[[nodiscard]] constexpr std::uint32_t entries_of(Level level) {
    return 1U << Architecture::level_bits[level];
}
inline constexpr std::uint32_t leaf_bits = covered_bits(leaf_level);
inline constexpr std::uint32_t page_number_bits = covered_bits(0);
inline constexpr std::uint32_t page_offset_mask = (1U << page_bits) - 1;
inline constexpr std::uint32_t root_entries = entries_of(0);
inline constexpr std::uint32_t leaf_entries = 1U << leaf_bits;
inline constexpr std::uint32_t most_entries = [] {
    std::uint32_t most = 0;
    for (Level level = 0; level <= leaf_level; ++level)
        if (entries_of(level) > most) most = entries_of(level);
    return most;
}();
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

// Where the words of the event record are in a VIDT.
namespace record_index {
inline constexpr std::uint32_t entry = Architecture::event_record, level = entry + 1, magic = entry + 2,
                               cause = entry + 3, vector = entry + 4, sender = entry + 5, error = entry + 6,
                               address = entry + 7, sequence = entry + 8;
} // namespace record_index

// Of the table of a level that covers a page: its number among all that a partition can have at that level. A
// table is known by its partition, its level and this prefix of the pages that it covers.
template <class W> [[nodiscard]] W prefix_of(const W& page, Level level) {
    return page >> covered_bits(level);
}
template <class W> [[nodiscard]] W first_page_of(const W& prefix, Level level) {
    return prefix << covered_bits(level);
}
// The entry of a root table through which a page is mapped.
template <class W> [[nodiscard]] W root_index(const W& page) { return prefix_of(page, 1); }
template <class W> [[nodiscard]] W page_of(const W& address) { return address >> page_bits; }
template <class W> [[nodiscard]] W address_of(const W& page) { return page << page_bits; }
template <class W> [[nodiscard]] auto is_aligned(const W& address) {
    return (address & page_offset_mask) == 0;
}

// Whether partitions may map anything through this entry of their root tables: not the first, not the
// kernel's, and none that is not there.
template <class W> [[nodiscard]] auto is_usable_index(const W& index) {
    const auto exists = index < root_entries &&
                        (index < Architecture::first_kernel_entry || index >= Architecture::end_kernel_entry);
    if constexpr (Architecture::first_user_entry == 0)
        return exists;
    else
        return index != 0 && exists;
}

// Whether partitions may map anything at this page.
template <class W> [[nodiscard]] auto is_usable_page(const W& page) {
    if constexpr (Architecture::has_reserved_pages)
        return is_usable_index(root_index(page)) && !Architecture::is_reserved_page(page);
    else
        return is_usable_index(root_index(page));
}

// Whether somebody who may execute a page, or may not, can give it with these rights.
template <class W>
[[nodiscard]] auto can_grant(const W& readable, const W& executable, const W& may_execute) {
    return Architecture::can_grant(readable != 0, executable != 0,
                                   executable == PIP_EXECUTE_AS_HELD || may_execute != 0);
}

// What is loaded of a context's word of this number: of the flags only those that do no harm, of an address
// no more bits than one has.
template <class D>
[[nodiscard]] Word<D> loaded_word(std::uint32_t number, const Word<D>& word, const Word<D>& interrupts_on) {
    if (number == Architecture::context_flags)
        return (word & Architecture::kept_flags) |
               D::choose(interrupts_on != 0, Word<D>(Architecture::unmasked_flags),
                         Word<D>(Architecture::masked_flags));
    for (const auto address : Architecture::address_words)
        if (number == address) return word & Architecture::address_mask;
    return word;
}

} // namespace pepin::spec
