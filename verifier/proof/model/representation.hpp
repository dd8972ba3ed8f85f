// How memory holds what the specification speaks of: each word of physical memory and of the frame table, as
// a function of the state. The refinement proof compares the kernel's memory with this; a debug kernel checks
// the same on real memory (kernel/debug).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "core/partition.hpp"
#include "proof/model/invariants.hpp"

namespace pepin::proof {

// Of the number of a word in its frame.
inline constexpr unsigned word_index_bits = Architecture::page_bits - spec::word_shift;
inline constexpr unsigned first_port_word = private_port_ranges;

// What a frame is used for, as far as it says what the frame's words mean. Terms are narrow.
struct Role {
    std::uint32_t kind = 0; // spec::kind
    Term owner{};           // of configuration
    Term prefix{};          // of tables below the root: of the pages that they cover
};

// Of the tables below the roots: their level, and the first of the kinds of that level's tables.
[[nodiscard]] constexpr bool is_table(std::uint32_t kind) { return kind >= spec::kind::mmu_leaf; }
[[nodiscard]] constexpr spec::Level level_of(std::uint32_t kind) {
    return spec::leaf_level - (kind - spec::kind::mmu_leaf) / 3;
}
// Tables that the processor walks, of any level.
[[nodiscard]] constexpr bool is_mmu_table(std::uint32_t kind) {
    return kind == spec::kind::mmu_root || (is_table(kind) && (kind - spec::kind::mmu_leaf) % 3 == 0);
}
// The entry that a word of a table is, together with the table's prefix: of a leaf table, the page.
[[nodiscard]] Term prefix_of_entry(const Role& table, Term index);

// The role that the frame table gives to a frame of this kind.
[[nodiscard]] Role role_by_table(const State& state, std::uint32_t kind, Term frame);
// That the frame table says so.
[[nodiscard]] Term has_role(const State& state, Term frame, const Role& role);

// Where deletePartition goes on with a partition, as an address. The specification has no such field: it is a
// function of the state of which nothing is known.
[[nodiscard]] Word teardown_cursor(const State& state, const Word& partition);

// Whether user mode can reach a frame that a leaf table maps, as the state says it.
[[nodiscard]] Term is_reachable(const State& state, Term frame);
// Word `index` of a frame of a role. Bits that the processor sets when it likes are those of `noted`, a word.
// User mode can reach the frame that an entry of a leaf table maps if `reachable` says so of it.
using Reachable = std::function<Term(Term mapped)>;
[[nodiscard]] Term word_of(const State& state, const Role& role, Term frame, Term index, Term noted,
                           const Reachable& reachable);

// Bits of such a word that mean something: all, but what the processor sets in tables that it walks.
[[nodiscard]] Term meaning_of(std::uint32_t kind, Term word);

// A value of the floating-point registers, as the word `index` of those that the processor saves. 0 is their
// state after a reset.
[[nodiscard]] Term floating_point_word(Term value, Term index);

} // namespace pepin::proof
