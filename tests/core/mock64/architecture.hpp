// An architecture that does not exist, for tests of what is the same on all: words of 64 bits, three levels
// of tables, entries that are not present where user mode has no access, and then name another frame, pages
// in the middle of a table that nobody may use. What a 64-bit PC needs of the core is like this.
#pragma once

#include <array>
#include <cstdint>

#include "core/rights.hpp"
#include "pip/abi.h"

namespace pepin {

struct Architecture {
    using Word = std::uint64_t;
    using DoubleWord = unsigned __int128;

    // --- geometry: three levels of 512 entries, pages of 4 KiB, 512 GiB ---
    static constexpr Word page_bits = 12;
    static constexpr std::array<Word, 3> level_bits{9, 9, 9};

    static constexpr Word frame_limit = Word{1} << 24; // 64 GiB

    // The kernel has a part of the address space that partitions' tables say nothing of.
    static constexpr Word first_kernel_entry = 0;
    static constexpr Word end_kernel_entry = 0;
    static constexpr Word first_user_entry = 0;
    [[nodiscard]] static constexpr bool is_user_root_entry(Word) { return true; }

    // Null pointers fault; and to what devices see as addresses of interrupts nobody maps memory.
    static constexpr Word low_end = 0x10000;
    static constexpr Word hole_begin = 0xFEE00000, hole_end = 0xFF000000;
    static constexpr bool has_reserved_pages = true;
    template <class W> [[nodiscard]] static constexpr auto is_reserved_page(const W& page) {
        return page < W(low_end >> page_bits) ||
               (page >= W(hole_begin >> page_bits) && page < W(hole_end >> page_bits));
    }

    // --- entry format ---
    static constexpr Word present = Word{1} << 0;
    static constexpr Word writable = Word{1} << 1;
    static constexpr Word user = Word{1} << 2;
    static constexpr Word cache_disabled = Word{1} << 4;
    static constexpr Word set_by_processor = Word{1} << 5 | Word{1} << 6; // accessed, dirty
    static constexpr Word frame_mask = ((Word{1} << 52) - 1) & ~((Word{1} << page_bits) - 1);
    static constexpr Word mapped = Word{1} << 52;         // for software
    static constexpr Word may_be_written = Word{1} << 53; // for software
    static constexpr Word never_execute = Word{1} << 63;

    [[nodiscard]] static constexpr Word leaf_entry(Word frame, Rights rights, bool device) {
        return frame << page_bits | mapped | present | user |
               (rights.writable ? writable | may_be_written : 0) | (device ? cache_disabled : 0) |
               (rights.executable && !device ? 0 : never_execute);
    }
    [[nodiscard]] static constexpr Word with_rights(Word entry, Rights rights) {
        const Word rest = entry & ~(writable | may_be_written | never_execute | set_by_processor);
        return rest | (rights.writable ? may_be_written | (is_accessible(entry) ? writable : 0) : 0) |
               (rights.executable && (entry & cache_disabled) == 0 ? 0 : never_execute);
    }
    // Rights are decided at the leaf; a table's own entry restricts nothing.
    [[nodiscard]] static constexpr Word table_entry(Word frame) {
        return frame << page_bits | mapped | present | writable | user;
    }
    [[nodiscard]] static constexpr Word table_behind(Word entry) { return frame_of(entry); }
    [[nodiscard]] static constexpr bool is_present(Word entry) { return (entry & mapped) != 0; }
    [[nodiscard]] static constexpr bool is_user_table(Word entry) { return (entry & present) != 0; }
    [[nodiscard]] static constexpr bool is_accessible(Word entry) { return (entry & present) != 0; }
    [[nodiscard]] static constexpr bool is_writable(Word entry) { return (entry & may_be_written) != 0; }
    [[nodiscard]] static constexpr bool is_executable(Word entry) {
        return (entry & (mapped | never_execute)) == mapped;
    }
    [[nodiscard]] static constexpr bool is_memory(Word entry, bool to_write) {
        const Word needed = present | (to_write ? writable : 0);
        return (entry & (needed | cache_disabled)) == needed;
    }
    // Of an entry that is not accessible, the frame's number is inverted: whatever a processor makes of it,
    // it names no memory.
    [[nodiscard]] static constexpr Word frame_of(Word entry) {
        const Word number = (is_accessible(entry) ? entry : ~entry) & frame_mask;
        return is_present(entry) ? number >> page_bits : 0;
    }
    [[nodiscard]] static constexpr Word with_access(Word entry, bool accessible) {
        const Word inverted = is_accessible(entry) == accessible ? 0 : frame_mask;
        const Word shown = present | user | ((entry & may_be_written) != 0 ? writable : 0);
        return ((entry & ~(present | user | writable)) ^ inverted) | (accessible ? shown : 0);
    }
    template <class Flag>
    [[nodiscard]] static constexpr Flag can_grant(Flag readable, Flag executable, Flag may_execute) {
        return readable && (!executable || may_execute);
    }
    static constexpr bool separate_instruction_cache = false;
    static constexpr bool has_thread_register = false; // bases of segments are part of contexts

    // --- contexts: sixteen registers, RIP, RFLAGS, the interrupt state, whether it may be entered, FS and GS
    // bases ---
    static constexpr Word context_words = 22;
    static constexpr Word waiting_words = context_words;
    static constexpr Word context_bytes = context_words * sizeof(Word);
    static constexpr Word search_work = 38;
    static constexpr Word context_pc = 16;
    static constexpr Word context_flags = 17;
    static constexpr std::array<Word, 0> address_words{}; // no word of a context has to be an address
    static constexpr Word address_mask = ~Word{0};
    static constexpr Word context_state = 18;
    static constexpr Word context_valid = 19;

    // A VIDT of 256 entries: the rest of its page has room for contexts.
    static constexpr Word vidt_limit = 255;
    static constexpr Word event_record = 246;
    static constexpr Word vidt_page = (Word{1} << 27) - 1; // the last one
    static constexpr Word first_interrupt = PIP_VIDT_FIRST_INTERRUPT;
    static constexpr Word interrupt_lines = 16;
    static constexpr bool always_guarded = false;
    static constexpr Word foreign_call = 0;

    // RFLAGS, of which the low half is EFLAGS.
    static constexpr Word kept_flags = 0x8D5 | 0x400;
    static constexpr Word masked_flags = 0x002;
    static constexpr Word unmasked_flags = masked_flags | 0x200;
};

} // namespace pepin
