// What is true of memory beyond the specification: that each word encodes what the view reads in it, and
// nothing else. A flag that survived from an earlier use of a page would be found here.
#pragma once

#include "debug/memory_view.hpp"

namespace pepin::debug {

// An entry of a table that the processor walks, without what the processor itself notes there.
[[nodiscard]] constexpr Word as_written(Word mmu_entry) {
    return mmu_entry & ~Architecture::set_by_processor;
}

// --- words, as the kernel writes them; 0 stands for nothing ---

// Of an MMU tree's leaf table; of a root table, where it leads to one of the partition's own.
[[nodiscard]] constexpr Word entry_word(Word frame, Rights rights, bool device, bool accessible) {
    return frame == 0
               ? 0
               : Architecture::with_access(Architecture::leaf_entry(frame, rights, device), accessible);
}
[[nodiscard]] constexpr Word table_word(Word table) {
    return table == 0 ? 0 : Architecture::table_entry(table);
}
// Of a root table of a shadow; of the leaf tables of shadow 1 and shadow 2.
[[nodiscard]] constexpr Word shadow_word(Word table) {
    return table == 0 ? 0 : table << Architecture::page_bits | 1;
}
[[nodiscard]] constexpr Word mark_word(Word page, Word child) {
    return child == 0 ? 0 : child << Architecture::page_bits | 2 | (child == page ? 1 : 0);
}
[[nodiscard]] constexpr Word origin_word(Word origin) { return origin << Architecture::page_bits; }

// --- claims ---

template <class Claim>
void claim_entry_format(const MemoryView& view, Claim& claim, Word partition, Word page) {
    const Word frame = view.frame(partition, page), child = view.child(partition, page);
    const bool device = view.kind(frame) == spec::kind::device;
    const Word present = view.mmu_entry(partition, page);
    const Rights rights{Architecture::is_writable(present), Architecture::is_executable(present)};
    claim.equal("an entry is present or 0", !view.is_present(partition, page),
                view.mmu_entry(partition, page), Word{0});
    claim.equal("an entry has no other flags than its rights", view.is_present(partition, page),
                as_written(view.mmu_entry(partition, page)),
                entry_word(frame, rights, device, view.is_accessible(partition, page)));
    claim.equal("a mark is 0 or names a child, and says whether the page is its descriptor", true,
                view.mark_entry(partition, page), mark_word(page, child));
    claim.equal("an origin has no flags", true, view.origin_entry(partition, page),
                origin_word(view.origin(partition, page)));
}

template <class Claim>
void claim_root_entry_format(const MemoryView& view, Claim& claim, Word partition, Word index) {
    const bool is_kernel =
        index >= Architecture::first_kernel_entry && index < Architecture::end_kernel_entry;
    const Word mmu = as_written(view.memory(view.mmu(partition), index));
    const auto shadow = [&](const char* name, Word frame, Word table) {
        claim.equal(name, true, view.memory(frame, index), shadow_word(table));
    };
    claim.equal("every partition sees the kernel as root does", is_kernel, mmu,
                as_written(view.memory(view.mmu(view.root), index)));
    claim.holds("no partition can reach the kernel", is_kernel, !Architecture::is_accessible(mmu));
    claim.equal("a root entry leads to a table or is 0", !is_kernel, mmu,
                table_word(view.mmu_table(partition, index)));
    shadow("a root entry of shadow 1 leads to a table or is 0", view.shadow1(partition),
           view.shadow1_table(partition, index));
    shadow("a root entry of shadow 2 leads to a table or is 0", view.shadow2(partition),
           view.shadow2_table(partition, index));
}

template <class Claim> void claim_partition_format(const MemoryView& view, Claim& claim, Word partition) {
    for (Word index = descriptor_words; index < words_per_frame; ++index)
        claim.equal("the rest of a descriptor is 0", true, view.memory(partition, index), Word{0});
    const Word private_frame = view.private_frame(partition);
    for (Word index = private_floating_point; index < private_floating_point_used; ++index)
        claim.equal("who never computed has no floating-point state",
                    view.floating_point_used(partition) == 0, view.memory(private_frame, index), Word{0});
    for (Word index = private_teardown_cursor + 1; index < private_port_ranges; ++index)
        claim.equal("the rest of a private frame is 0",
                    !Architecture::has_thread_register || index != private_thread_register,
                    view.memory(private_frame, index), Word{0});
    for (Word index = private_words; index < words_per_frame; ++index)
        claim.equal("the rest of a private frame is 0", true, view.memory(private_frame, index), Word{0});
}

template <class Claim> void claim_representation(const MemoryView& view, Claim& claim) {
    for (Word frame = 0; frame < MemoryView::frame_count(); ++frame) {
        if (view.kind(frame) != spec::kind::descriptor) continue;
        claim.about("partition", frame);
        claim_partition_format(view, claim, frame);
        for (Word index = 0; index < root_entries; ++index) {
            claim.about("partition", frame, "entry of the root tables", index);
            claim_root_entry_format(view, claim, frame, index);
            if (view.mmu_table(frame, index) == 0) continue;
            for (Word page = index << Architecture::leaf_bits; page < (index + 1) << Architecture::leaf_bits;
                 ++page) {
                if (view.is_blank(frame, page)) continue;
                claim.about("partition", frame, "page", page);
                claim_entry_format(view, claim, frame, page);
            }
        }
    }
}

} // namespace pepin::debug
