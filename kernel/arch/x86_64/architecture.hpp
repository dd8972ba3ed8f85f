// What the portable core needs to know about x86-64: the shape and the entry format of its page tables, and
// the layout of a saved context. Everything here is constexpr and shared by the kernel, the host tests and
// the proof. Source: Intel SDM volume 3, 4.5.
#pragma once

#include <array>
#include <cstdint>

#include "core/rights.hpp"
#include "pip/abi.h"

namespace pepin {

struct Architecture {
    using Word = std::uint64_t;
    using DoubleWord = unsigned __int128;

    // --- geometry: three levels of 512 entries, pages of 4 KiB, 512 GiB. The level above them is the
    // kernel's: of its table, one for all partitions, entry 0 leads to the current one's root. ---
    static constexpr Word page_bits = 12;
    static constexpr std::array<Word, 3> level_bits{9, 9, 9};

    // Frames of physical memory that the kernel's window can show: 64 GiB, devices among it included.
    static constexpr Word frame_limit =
        (PIP_X86_64_KERNEL_WINDOW_END - PIP_X86_64_KERNEL_WINDOW) >> page_bits;

    // The kernel has a part of the address space that partitions' tables say nothing of.
    static constexpr Word first_kernel_entry = 0;
    static constexpr Word end_kernel_entry = 0;
    static constexpr Word first_user_entry = 0;
    [[nodiscard]] static constexpr bool is_user_root_entry(Word) { return true; }

    // Null pointers fault, and there is nothing for virtual 8086 mode, which emulators enter in 64-bit mode,
    // too; and to what devices see as addresses of interrupts nobody maps memory.
    static constexpr bool has_reserved_pages = true;
    template <class W> [[nodiscard]] static constexpr auto is_reserved_page(const W& page) {
        return page < W(Word{PIP_X86_64_LOW_END >> page_bits}) ||
               (page >= W(Word{PIP_X86_64_RESERVED >> page_bits}) &&
                page < W(Word{PIP_X86_64_RESERVED_END >> page_bits}));
    }

    static_assert(PIP_X86_64_USER_END == Word{1}
                                             << (page_bits + level_bits[0] + level_bits[1] + level_bits[2]));

    // --- entry format, the same for the processor and for VT-d's second level: both reach what has one of
    // the bits 0 to 2. "Mapped" and "may be written" are bits that both ignore; 7 to 11 and 59 to 62 are 0.
    // ---
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
        return frame << page_bits | present | writable | user;
    }
    [[nodiscard]] static constexpr Word table_behind(Word entry) { return entry >> page_bits; }
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
        if (is_accessible(entry)) return (entry & frame_mask) >> page_bits;
        return is_present(entry) ? (~entry & frame_mask) >> page_bits : 0;
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

    // --- contexts ---
    static constexpr Word context_bytes = PIP_X86_64_CONTEXT_SIZE;
    static constexpr Word context_words = context_bytes / sizeof(Word);
    static constexpr Word waiting_words =
        PIP_X86_64_CONTEXT_RAX / sizeof(Word); // with the bases of FS and GS
    // Instructions for telling whether 32 words of a table are all 0: what deletePartition counts for it.
    static constexpr Word search_work = 38;
    static constexpr Word context_state = PIP_X86_64_CONTEXT_PIPFLAGS / sizeof(Word);
    static constexpr Word context_valid = PIP_X86_64_CONTEXT_VALID / sizeof(Word);
    static constexpr Word context_flags = PIP_X86_64_CONTEXT_RFLAGS / sizeof(Word);
    // Words that are loaded as addresses, which have to be canonical: neither sysret nor iretq nor writing a
    // base may fault in the kernel.
    static constexpr std::array<Word, 3> address_words{PIP_X86_64_CONTEXT_RIP / sizeof(Word),
                                                       PIP_X86_64_CONTEXT_FS_BASE / sizeof(Word),
                                                       PIP_X86_64_CONTEXT_GS_BASE / sizeof(Word)};
    static constexpr Word address_mask = (Word{1} << 47) - 1;

    // A VIDT of 256 entries: the rest of its page has room for contexts.
    static constexpr Word vidt_limit = PIP_X86_64_VIDT_LIMIT;
    static constexpr Word event_record = PIP_X86_64_EVENT_RECORD;
    static constexpr Word vidt_page = PIP_X86_64_VIDT >> page_bits;
    static constexpr Word first_interrupt = PIP_VIDT_FIRST_INTERRUPT;
    static constexpr Word interrupt_lines = 16;
    static constexpr bool always_guarded = true;
    static constexpr Word foreign_call = PIP_X86_64_FOREIGN_CALL;

    // RFLAGS with which a context is entered: the arithmetic flags and the direction flag are the
    // partition's; a string instruction that was interrupted has to go on in its direction.
    static constexpr Word kept_flags = 0x8D5 | 0x400;
    static constexpr Word masked_flags = 0x002; // always one
    static constexpr Word unmasked_flags = masked_flags | 0x200;
};

} // namespace pepin
