// What an architecture has to offer to the core. Its folder has a header `architecture.hpp` with a
// struct of this shape; the build chooses the folder. A further architecture starts here.
#pragma once

#include <bit>
#include <concepts>

#include "architecture.hpp"
#include "pip/abi.h"

namespace pepin {

template <class A>
concept ArchitectureContract = requires (typename A::Word word, bool flag) {
    requires std::unsigned_integral<typename A::Word>;
    requires sizeof(typename A::DoubleWord) == 2 * sizeof(typename A::Word);

    // The bits of a page's number that each level of the tables looks at, from the root down: two levels or
    // more. With page_bits they cover the user's address space, of which partitions have no more, though a
    // word may be able to name more. A table fills a frame or only the beginning of one.
    requires A::page_bits >= 10;
    requires A::level_bits.size() >= 2;
    requires[] {
        std::size_t bits = A::page_bits;
        for (const auto of_level : A::level_bits) {
            if (of_level < 5 || sizeof(typename A::Word) << of_level > std::size_t{1} << A::page_bits)
                return false;
            bits += of_level;
        }
        return bits <= 8 * sizeof(typename A::Word);
    }
    ();
    // How many frames `physical_memory` and `frame_table` have at most.
    requires A::frame_limit > 0;
    requires A::frame_limit - 1 <= (~typename A::Word{0} >> A::page_bits) &&
                         A::frame_limit - 1 <= ~std::uint32_t{0};
    // The kernel's share of each root table, copied from the parent's: [first, end).
    requires A::first_kernel_entry <= A::end_kernel_entry;
    requires A::end_kernel_entry <= 1U << A::level_bits[0];
    // Partitions map pages through the others, but for those below first_user_entry.
    requires A::first_user_entry <= 1;
    { A::is_user_root_entry(word) } -> std::same_as<bool>;
    // Pages that nobody may use although others of the same table can be used; where there are any.
    requires std::same_as<decltype(A::has_reserved_pages), const bool>;
    { A::is_reserved_page(word) } -> std::same_as<bool>;

    // The format of MMU entries. An entry of 0 is not present. `with_access` changes nothing but
    // whether user mode may use the page; the frame and the other rights stay.
    // `leaf_entry(frame, rights, device)`: devices need no execute right, whatever the rights say.
    { A::leaf_entry(word, Rights{}, flag) } -> std::same_as<typename A::Word>;
    // The same of an entry that is present: what it maps, accessible as it is, with these rights and no
    // others.
    { A::with_rights(word, Rights{}) } -> std::same_as<typename A::Word>;
    { A::table_entry(word) } -> std::same_as<typename A::Word>;
    { A::is_present(word) } -> std::same_as<bool>;
    // Of an entry of a root table: false for the kernel's entries, and for absent ones.
    { A::is_user_table(word) } -> std::same_as<bool>;
    // False for absent entries, too.
    { A::is_accessible(word) } -> std::same_as<bool>;
    { A::is_writable(word) } -> std::same_as<bool>;
    // True for every present entry where there is no such right to take away.
    { A::is_executable(word) } -> std::same_as<bool>;
    // Accessible, writable if `to_write`, and no device's: an entry that is accessible tells the two apart.
    { A::is_memory(word, flag) } -> std::same_as<bool>;
    { A::frame_of(word) } -> std::same_as<typename A::Word>;
    // The same of an entry that leads to a table, or is absent.
    { A::table_behind(word) } -> std::same_as<typename A::Word>;
    { A::with_access(word, flag) } -> std::same_as<typename A::Word>;
    // Whether a page can be given readable and executable, or not, in this way by somebody who may execute
    // it, or may not.
    { A::can_grant(flag, flag, flag) } -> std::same_as<bool>;
    // Code that was written as data has to be made visible to instruction fetch
    // (architecture_synchronise_instructions).
    requires std::same_as<decltype(A::separate_instruction_cache), const bool>;
    // User mode has a register that no context holds (architecture_switch_thread_register).
    requires std::same_as<decltype(A::has_thread_register), const bool>;

    // A context is `context_bytes` of user memory, of which the first `context_words` words mean something.
    requires A::search_work != 0;
    requires A::context_words * sizeof(typename A::Word) <= A::context_bytes;
    requires A::context_state < A::context_words;
    requires A::context_valid < A::context_words;
    requires A::context_flags < A::context_words;
    // Of these, the first `waiting_words` are all that a context holds which waits
    // (PIP_CONTEXT_STATE_WAITING): what a C function preserves. It is told by its state, which only contexts
    // of guarded partitions have.
    requires A::waiting_words == A::context_words ||
                     (A::always_guarded && A::waiting_words < A::context_words);
    requires A::context_state < A::waiting_words;
    requires A::context_valid < A::waiting_words;
    requires A::context_flags < A::waiting_words;
    // Words of a context that are loaded with these bits alone.
    requires std::same_as<decltype(A::address_mask), const typename A::Word>;
    requires A::address_words.size() <= A::context_words;
    requires A::vidt_page >> A::level_bits.back() != 0;
    // Whether every partition is guarded; otherwise a word of its VIDT asks for that. Its VIDT has to be
    // writable then, or it has none.
    requires std::same_as<decltype(A::always_guarded), const bool>;
    // The entry of the parent's VIDT for calls that are no services, 0 where they are not forwarded.
    requires A::foreign_call < A::event_record;
    // Hardware interrupt i arrives at entry first_interrupt + i of root's VIDT; there are so many lines.
    requires A::first_interrupt < A::vidt_limit;
    requires A::interrupt_lines > 0 && A::interrupt_lines <= A::vidt_limit - A::first_interrupt;
    // The event record: nine words (PIP_EVENT_*_INDEX - PIP_EVENT_ENTRY_INDEX), all of them in the VIDT.
    requires A::event_record + (PIP_EVENT_SEQUENCE_INDEX - PIP_EVENT_ENTRY_INDEX) <
                     sizeof(typename A::Word)
                         << (A::page_bits - 2 * std::countr_zero(sizeof(typename A::Word)));
    // The flags with which a partition is entered, made harmless: those of the context that are in
    // kept_flags, and one of two sets for interrupts on or off.
    requires (A::kept_flags & (A::unmasked_flags | A::masked_flags)) == 0;
};

static_assert(ArchitectureContract<Architecture>);
static_assert(!Architecture::is_present(0) && !Architecture::is_accessible(0) &&
              !Architecture::is_user_table(0));
static_assert(Architecture::is_user_table(Architecture::table_entry(5)));
static_assert(!Architecture::is_writable(0) && !Architecture::is_executable(0));
static_assert(Architecture::table_behind(Architecture::table_entry(5)) == 5 &&
              Architecture::table_behind(0) == 0);
static_assert(Architecture::frame_of(Architecture::leaf_entry(5, {true, true}, false)) == 5);
static_assert(Architecture::is_executable(Architecture::leaf_entry(5, {true, true}, false)));
static_assert(Architecture::is_writable(
    Architecture::with_access(Architecture::leaf_entry(5, {true, true}, false), false)));
static_assert(!Architecture::is_writable(Architecture::leaf_entry(5, {false, true}, false)));
static_assert(Architecture::is_present(
    Architecture::with_access(Architecture::leaf_entry(5, {true, true}, false), false)));
static_assert(!Architecture::is_accessible(
    Architecture::with_access(Architecture::leaf_entry(5, {true, true}, false), false)));
static_assert(Architecture::is_memory(Architecture::leaf_entry(5, {false, false}, false), false));
static_assert(Architecture::with_rights(Architecture::leaf_entry(5, {true, false}, false), {false, true}) ==
              Architecture::leaf_entry(5, {false, true}, false));
static_assert(Architecture::with_rights(Architecture::leaf_entry(5, {false, true}, true), {true, true}) ==
              Architecture::leaf_entry(5, {true, true}, true));
static_assert(!Architecture::is_memory(Architecture::leaf_entry(5, {false, false}, false), true));
static_assert(!Architecture::is_memory(Architecture::leaf_entry(5, {true, true}, true), false));
static_assert(!Architecture::is_memory(
    Architecture::with_access(Architecture::leaf_entry(5, {true, true}, false), false), false));

} // namespace pepin

// Privileged operations, in assembly or inline assembly of the architecture's folder; the host tests have
// their own.
extern "C" {
// The page's translation in the current address space may be cached and is no longer true.
void architecture_forget_translation(pepin::Architecture::Word page_number);
// Walk page tables from this root frame from now on.
void architecture_activate(pepin::Architecture::Word root_frame);
// Reads 1, 2 or 4 bytes from a port. An architecture without ports has no way in that leads here, and need
// not define these four.
pepin::Architecture::Word architecture_port_read(pepin::Architecture::Word port,
                                                 pepin::Architecture::Word width);
void architecture_port_write(pepin::Architecture::Word port, pepin::Architecture::Word width,
                             pepin::Architecture::Word value);
// Whether nobody may use a port, 0 to 0xFFFF: all but those that are known to be harmless when root begins.
// Never changes after that.
bool architecture_closes_port(pepin::Architecture::Word port);
// Whether writing these bytes to ports that are open would change what the kernel relies on: what devices
// reach, or what memory is.
bool architecture_denies_output(pepin::Architecture::Word port, pepin::Architecture::Word width,
                                pepin::Architecture::Word value);
// Whether an interrupt line, less than interrupt_lines, may interrupt: not where `enabled` is 0.
void architecture_set_line(pepin::Architecture::Word line, pepin::Architecture::Word enabled);
// When the timer's line interrupts next: at a time of the clock, which has 64 bits, or not at all where that
// is 0. `time_high` is its upper half where a word has 32 bits.
void architecture_set_timer(pepin::Architecture::Word time, pepin::Architecture::Word time_high);
// Saves, loads or resets the processor's floating-point state; the frame's first 512 bytes hold it.
void architecture_save_floating_point(pepin::Architecture::Word frame);
void architecture_load_floating_point(pepin::Architecture::Word frame);
void architecture_reset_floating_point();
// Where separate_instruction_cache: what was written to the frame so far is what will be executed in it.
void architecture_synchronise_instructions(pepin::Architecture::Word frame);
// Where has_thread_register: gives the register this value, and answers the one that it had.
pepin::Architecture::Word architecture_switch_thread_register(pepin::Architecture::Word value);
}
