// What the portable core needs to know about ARMv7-A: the shape and the entry format of its page tables, and
// the layout of a saved context. Everything here is constexpr and shared by the kernel, the host tests and
// the proof. Source: ARM Architecture Reference Manual, ARMv7-A and ARMv7-R edition, B3.5 (short-descriptor
// format) and B1.3 (PSRs).
#pragma once

#include <array>
#include <cstdint>

#include "core/rights.hpp"
#include "pip/abi.h"

namespace pepin {

struct Architecture {
    using Word = std::uint32_t;
    using DoubleWord = std::uint64_t;

    // --- geometry: user space is 1 GiB (TTBCR.N = 2), a first level of 1,024 entries of 1 MiB that fills a
    // page, and second levels of 256 pages of 4 KiB. A second-level table takes 1 KiB; it has a frame of its
    // own all the same, whose rest stays 0. ---
    static constexpr Word page_bits = 12;
    static constexpr std::array<Word, 2> level_bits{10, 8};
    static constexpr Word bits_below_root = page_bits + level_bits[1];

    // Frames of physical memory that the kernel's window can show: 1 GiB, devices included.
    static constexpr Word frame_limit = PIP_ARMV7_USER_END >> page_bits;

    // The kernel has tables of its own (TTBR1), so partitions' tables have no entries for it.
    static constexpr Word first_kernel_entry = 0;
    static constexpr Word end_kernel_entry = 0;

    static constexpr Word first_user_entry = 1; // of a root table
    // Whether a partition may map pages through this entry of its root table. Not through entry 0: null
    // pointers fault.
    [[nodiscard]] static constexpr bool is_user_root_entry(Word index) {
        return index - 1 < (1U << level_bits[0]) - 1;
    }
    static_assert(PIP_ARMV7_LOW_END >> bits_below_root == 1);
    static constexpr bool has_reserved_pages = false; // all pages of a root entry are alike
    template <class W> [[nodiscard]] static constexpr auto is_reserved_page(const W& page) {
        return page != page;
    }
    static_assert(PIP_ARMV7_USER_END == 1U << (bits_below_root + level_bits[0]));

    // --- entry format ---
    // First level: a page table of domain 0. What it covers, the kernel cannot execute.
    static constexpr Word table = 1U << 0;
    static constexpr Word never_for_kernel = 1U << 2; // PXN
    // Second level, a small page: user mode's access and the lack of the right to write are a bit each (AP[1]
    // and AP[2], where AP[0] is 1).
    static constexpr Word never_execute = 1U << 0; // XN
    static constexpr Word present = 1U << 1;
    static constexpr Word buffered = 1U << 2; // B; alone, memory of a device
    static constexpr Word cached = 1U << 3;   // C
    static constexpr Word access = 1U << 4;   // AP[0]
    static constexpr Word user = 1U << 5;     // AP[1]
    // TEX[0]: with B and C memory, write-back and write-allocate
    static constexpr Word allocate = 1U << 6;
    static constexpr Word read_only = 1U << 9;   // AP[2]
    static constexpr Word not_global = 1U << 11; // a translation of one address space only
    static constexpr Word set_by_processor = 0;

    [[nodiscard]] static constexpr Word leaf_entry(Word frame, Rights rights, bool device) {
        return frame << page_bits | present | access | user | not_global | buffered |
               (device ? 0 : cached | allocate) | (rights.writable ? 0 : read_only) |
               (rights.executable && !device ? 0 : never_execute);
    }
    [[nodiscard]] static constexpr Word with_rights(Word entry, Rights rights) {
        return (entry & ~(read_only | never_execute)) | (rights.writable ? 0 : read_only) |
               (rights.executable && (entry & cached) != 0 ? 0 : never_execute);
    }
    [[nodiscard]] static constexpr Word table_entry(Word frame) {
        return frame << page_bits | never_for_kernel | table;
    }
    [[nodiscard]] static constexpr Word table_behind(Word entry) { return frame_of(entry); }
    [[nodiscard]] static constexpr bool is_present(Word entry) { return (entry & present) != 0; }
    [[nodiscard]] static constexpr bool is_user_table(Word entry) { return (entry & table) != 0; }
    [[nodiscard]] static constexpr bool is_accessible(Word entry) { return (entry & user) != 0; }
    [[nodiscard]] static constexpr bool is_writable(Word entry) {
        return (entry & (present | read_only)) == present;
    }
    [[nodiscard]] static constexpr bool is_executable(Word entry) {
        return (entry & (present | never_execute)) == present;
    }
    [[nodiscard]] static constexpr bool is_memory(Word entry, bool to_write) {
        return (entry & (user | cached | (to_write ? read_only : 0))) == (user | cached);
    }
    [[nodiscard]] static constexpr Word frame_of(Word entry) { return entry >> page_bits; }
    [[nodiscard]] static constexpr Word with_access(Word entry, bool accessible) {
        return accessible ? entry | user : entry & ~user;
    }
    // No page can be written or executed only, and nobody gives what he has not got.
    template <class Flag>
    [[nodiscard]] static constexpr Flag can_grant(Flag readable, Flag executable, Flag may_execute) {
        return readable && (!executable || may_execute);
    }
    static constexpr bool separate_instruction_cache = true;
    static constexpr bool has_thread_register = true; // TPIDRURW

    // --- contexts ---
    static constexpr Word context_bytes = PIP_ARMV7_CONTEXT_SIZE;
    static constexpr Word context_words = context_bytes / 4;
    static constexpr Word waiting_words = context_words;
    // Instructions for telling whether 32 words of a table are all 0: what deletePartition counts for it.
    static constexpr Word search_work = 70;
    static constexpr Word context_state = PIP_ARMV7_CONTEXT_PIPFLAGS / 4;
    static constexpr Word context_valid = PIP_ARMV7_CONTEXT_VALID / 4;
    static constexpr Word context_flags = PIP_ARMV7_CONTEXT_SPSR / 4;
    static constexpr std::array<Word, 0> address_words{}; // no word of a context has to be an address
    static constexpr Word address_mask = ~Word{0};
    // Indices of the VIDT from here on are refused, and where its event record begins.
    static constexpr Word vidt_limit = PIP_VIDT_LIMIT;
    static constexpr Word event_record = PIP_EVENT_ENTRY_INDEX;
    static constexpr Word vidt_page = PIP_ARMV7_VIDT >> page_bits;
    static constexpr Word first_interrupt = PIP_ARMV7_FIRST_INTERRUPT;
    static constexpr Word interrupt_lines = 12;
    static constexpr bool always_guarded = false; // Pip's rules hold for who does not ask for others
    static constexpr Word foreign_call = 0;       // no call is forwarded

    // What user mode can change by itself: N, Z, C, V, Q and GE, Thumb state with the position in an IT
    // block, and the byte order of data. Jazelle and ThumbEE are not offered.
    static constexpr Word kept_flags = 0xF80F0000 | 0x0600FC00 | 1U << 5 | 1U << 9;
    // user mode; asynchronous aborts and fast interrupts never arrive
    static constexpr Word unmasked_flags = 0x150;
    static constexpr Word masked_flags = unmasked_flags | 1U << 7;
};

} // namespace pepin
