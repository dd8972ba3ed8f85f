// What the portable core needs to know about i386: the shape and the entry format of its page tables,
// the layout of a saved context, and the few privileged operations that the core asks for.
// Everything constexpr here is shared by the kernel, the host tests and the proof.
#pragma once

#include <array>
#include <cstdint>

#include "core/rights.hpp"
#include "pip/abi.h"

namespace pepin {

struct Architecture {
    using Word = std::uint32_t;
    using DoubleWord = std::uint64_t;

    // --- geometry: two levels of 1,024 entries, pages of 4 KiB ---
    static constexpr Word page_bits = 12;
    static constexpr std::array<Word, 2> level_bits{10, 10};
    static constexpr Word bits_below_root = page_bits + level_bits[1];

    // Frames of physical memory that the kernel's window can show: 992 MiB.
    static constexpr Word frame_limit = (PIP_I386_KERNEL_WINDOW_END - PIP_I386_KERNEL_WINDOW) >> page_bits;

    // Entries of a root table that show the kernel, the same in every partition.
    static constexpr Word first_kernel_entry = PIP_I386_KERNEL_WINDOW >> bits_below_root;
    static constexpr Word end_kernel_entry = PIP_I386_KERNEL_WINDOW_END >> bits_below_root;

    static constexpr Word first_user_entry = 1; // of a root table
    // Whether a partition may map pages through this entry of its root table. Entry 0 is off limits
    // too: null pointers fault, and Pip's binaries expect nothing there.
    [[nodiscard]] static constexpr bool is_user_root_entry(Word index) {
        return index - 1 < first_kernel_entry - 1 || index >= end_kernel_entry;
    }
    static_assert(PIP_I386_LOW_END >> bits_below_root == 1);
    static constexpr bool has_reserved_pages = false; // all pages of a root entry are alike
    template <class W> [[nodiscard]] static constexpr auto is_reserved_page(const W& page) {
        return page != page;
    }

    // --- entry format ---
    static constexpr Word present = 1U << 0;
    static constexpr Word writable = 1U << 1;
    static constexpr Word user = 1U << 2;
    static constexpr Word cache_disabled = 1U << 4;
    // accessed, dirty: the kernel never looks at them
    static constexpr Word set_by_processor = 1U << 5 | 1U << 6;

    [[nodiscard]] static constexpr Word leaf_entry(Word frame, Rights rights, bool device) {
        return frame << page_bits | present | user | (rights.writable ? writable : 0) |
               (device ? cache_disabled : 0);
    }
    [[nodiscard]] static constexpr Word with_rights(Word entry, Rights rights) {
        return (entry & ~(writable | set_by_processor)) | (rights.writable ? writable : 0);
    }
    // Rights are decided at the leaf; a table's own entry restricts nothing.
    [[nodiscard]] static constexpr Word table_entry(Word frame) {
        return frame << page_bits | present | writable | user;
    }
    [[nodiscard]] static constexpr Word table_behind(Word entry) { return frame_of(entry); }
    [[nodiscard]] static constexpr bool is_present(Word entry) { return (entry & present) != 0; }
    // An entry of a root table that leads to a partition's own table: the kernel's entries are not for user
    // mode. Absent entries are 0, so this one bit tells.
    [[nodiscard]] static constexpr bool is_user_table(Word entry) { return (entry & user) != 0; }
    [[nodiscard]] static constexpr bool is_accessible(Word entry) { return (entry & user) != 0; }
    [[nodiscard]] static constexpr bool is_writable(Word entry) { return (entry & writable) != 0; }
    [[nodiscard]] static constexpr bool is_executable(Word entry) { return is_present(entry); }
    [[nodiscard]] static constexpr bool is_memory(Word entry, bool to_write) {
        const Word needed = user | (to_write ? writable : 0);
        return (entry & (needed | cache_disabled)) == needed;
    }
    [[nodiscard]] static constexpr Word frame_of(Word entry) { return entry >> page_bits; }
    [[nodiscard]] static constexpr Word with_access(Word entry, bool accessible) {
        return accessible ? entry | user : entry & ~user;
    }
    // There is no execute permission without PAE, and no write permission without read.
    template <class Flag>
    [[nodiscard]] static constexpr Flag can_grant(Flag readable, Flag executable, Flag) {
        return readable && executable;
    }
    static constexpr bool separate_instruction_cache = false;
    static constexpr bool has_thread_register = false; // FS and GS are loaded with null

    // --- contexts ---
    static constexpr Word context_bytes = PIP_CONTEXT_SIZE;
    // the four words behind are never touched
    static constexpr Word context_words = PIP_CONTEXT_VALID / 4 + 1;
    static constexpr Word waiting_words = context_words;
    // Instructions for telling whether 32 words of a table are all 0: what deletePartition counts for it.
    static constexpr Word search_work = 38;
    static constexpr Word context_state = PIP_CONTEXT_PIPFLAGS / 4;
    static constexpr Word context_valid = PIP_CONTEXT_VALID / 4;
    static constexpr Word context_flags = PIP_CONTEXT_EFLAGS / 4;
    static constexpr std::array<Word, 0> address_words{}; // no word of a context has to be an address
    static constexpr Word address_mask = ~Word{0};
    // Indices of the VIDT from here on are refused, and where its event record begins.
    static constexpr Word vidt_limit = PIP_VIDT_LIMIT;
    static constexpr Word event_record = PIP_EVENT_ENTRY_INDEX;
    static constexpr Word vidt_page = PIP_I386_VIDT >> page_bits;
    static constexpr Word first_interrupt = PIP_VIDT_FIRST_INTERRUPT;
    static constexpr Word interrupt_lines = 16;
    static constexpr bool always_guarded = false; // Pip's rules hold for who does not ask for others
    static constexpr Word foreign_call = 0;       // no call is forwarded

    // EFLAGS with which a context is entered: the arithmetic flags and the direction flag are the
    // partition's; a string instruction that was interrupted has to go on in its direction.
    static constexpr Word kept_flags = 0x8D5 | 0x400;
    static constexpr Word masked_flags = 0x002; // always one
    static constexpr Word unmasked_flags = masked_flags | 0x200;
};

} // namespace pepin
