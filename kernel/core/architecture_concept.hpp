// What an architecture has to offer to the core. Its folder has a header `architecture.hpp` with a
// struct of this shape; the build chooses the folder. A third architecture starts here.
#pragma once

#include <concepts>

#include "architecture.hpp"

namespace pepin {

template <class A>
concept ArchitectureContract = requires(typename A::Word word, bool flag) {
    requires std::unsigned_integral<typename A::Word>;

    // Two levels: root_bits + leaf_bits + page_bits cover the user's address space.
    requires A::page_bits >= 10 && A::root_bits + 2 <= A::page_bits && A::leaf_bits + 2 <= A::page_bits;
    // How many frames `physical_memory` and `frame_table` have at most.
    requires A::frame_limit > 0 && A::frame_limit <= 1ULL << (32 - A::page_bits);
    // The kernel's share of each root table, copied from the parent's: [first, end).
    requires A::first_kernel_entry <= A::end_kernel_entry && A::end_kernel_entry <= 1U << A::root_bits;
    { A::is_user_root_entry(word) } -> std::same_as<bool>;

    // The format of MMU entries. An entry of 0 is not present. `with_access` changes nothing but
    // whether user mode may use the page; the frame and the other rights stay.
    { A::leaf_entry(word, flag, flag) } -> std::same_as<typename A::Word>;
    { A::table_entry(word) } -> std::same_as<typename A::Word>;
    { A::is_present(word) } -> std::same_as<bool>;
    // Of an entry of a root table: false for the kernel's entries, and for absent ones.
    { A::is_user_table(word) } -> std::same_as<bool>;
    // False for absent entries, too.
    { A::is_accessible(word) } -> std::same_as<bool>;
    { A::is_writable(word) } -> std::same_as<bool>;
    { A::frame_of(word) } -> std::same_as<typename A::Word>;
    { A::with_access(word, flag) } -> std::same_as<typename A::Word>;
    { A::can_grant(flag, flag) } -> std::same_as<bool>;

    // A context is `context_bytes` of user memory, of which the first `context_words` words mean something.
    requires A::context_words * sizeof(typename A::Word) <= A::context_bytes;
    requires A::context_state < A::context_words && A::context_valid < A::context_words && A::context_flags < A::context_words;
    requires A::is_user_root_entry(A::vidt_page >> A::leaf_bits);
    // The flags with which a partition is entered, made harmless; interrupts on or off.
    { A::entered_flags(word, flag) } -> std::same_as<typename A::Word>;
};

static_assert(ArchitectureContract<Architecture>);
static_assert(!Architecture::is_present(0) && !Architecture::is_accessible(0) && !Architecture::is_user_table(0));
static_assert(Architecture::is_user_table(Architecture::table_entry(5)));
static_assert(Architecture::frame_of(Architecture::leaf_entry(5, true, false)) == 5);
static_assert(Architecture::is_present(Architecture::with_access(Architecture::leaf_entry(5, true, false), false)));
static_assert(!Architecture::is_accessible(Architecture::with_access(Architecture::leaf_entry(5, true, false), false)));

} // namespace pepin
