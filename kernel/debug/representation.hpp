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

// Of an MMU tree's leaf table; of one above, where it leads to one of the partition's own.
[[nodiscard]] constexpr Word entry_word(Word frame, Rights rights, bool device, bool accessible) {
    return frame == 0
               ? 0
               : Architecture::with_access(Architecture::leaf_entry(frame, rights, device), accessible);
}
[[nodiscard]] constexpr Word table_word(Word table) {
    return table == 0 ? 0 : Architecture::table_entry(table);
}
// Of a table above the leaf tables of a shadow; of the leaf tables of shadow 1 and shadow 2.
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

// The entries that lead to the tables of a level with this prefix.
template <class Claim>
void claim_table_entry_format(const MemoryView& view, Claim& claim, Word partition, Level level,
                              Word prefix) {
    const Word above = prefix >> Architecture::level_bits[level - 1],
               index = prefix & (entries_of(level - 1) - 1);
    const auto table_above = [&](Tree tree) {
        switch (tree) {
        case Tree::mmu: return level == 1 ? view.mmu(partition) : view.mmu_table(level - 1, partition, above);
        case Tree::shadow1:
            return level == 1 ? view.shadow1(partition) : view.shadow1_table(level - 1, partition, above);
        case Tree::shadow2: break;
        }
        return level == 1 ? view.shadow2(partition) : view.shadow2_table(level - 1, partition, above);
    };
    const bool is_kernel = level == 1 && is_kernel_entry(index);
    const Word mmu = as_written(view.memory(table_above(Tree::mmu), index));
    const auto shadow = [&](const char* name, Tree tree, Word table) {
        claim.equal(name, true, view.memory(table_above(tree), index), shadow_word(table));
    };
    claim.equal("every partition sees the kernel as root does", is_kernel, mmu,
                as_written(view.memory(view.mmu(view.root), index)));
    claim.holds("no partition can reach the kernel", is_kernel, !Architecture::is_accessible(mmu));
    claim.equal("an entry leads to a table or is 0", !is_kernel, mmu,
                table_word(view.mmu_table(level, partition, prefix)));
    shadow("an entry of shadow 1 leads to a table or is 0", Tree::shadow1,
           view.shadow1_table(level, partition, prefix));
    shadow("an entry of shadow 2 leads to a table or is 0", Tree::shadow2,
           view.shadow2_table(level, partition, prefix));
}

template <Level level, class Claim>
void claim_format_below(const MemoryView& view, Claim& claim, Word partition, Word prefix_above) {
    const Word first = prefix_above << Architecture::level_bits[level - 1];
    for (Word prefix = first; prefix < first + entries_of(level - 1); ++prefix) {
        claim.about("partition", partition, level == 1 ? "entry of the root tables" : "tables", prefix);
        claim_table_entry_format(view, claim, partition, level, prefix);
        if (view.mmu_table(level, partition, prefix) == 0) continue;
        if constexpr (level < leaf_level) {
            claim_format_below<level + 1>(view, claim, partition, prefix);
        } else {
            const Word first_page = prefix << covered_bits(level);
            for (Word page = first_page; page < first_page + leaf_entries; ++page) {
                if (view.is_blank(partition, page)) continue;
                claim.about("partition", partition, "page", page);
                claim_entry_format(view, claim, partition, page);
            }
        }
    }
}

template <class Claim> void claim_partition_format(const MemoryView& view, Claim& claim, Word partition) {
    claim.equal(
        "a descriptor names the table of its VIDT", true, view.memory(partition, descriptor_vidt_table),
        view.mmu_table(leaf_level, partition, spec::prefix_of(Word{Architecture::vidt_page}, leaf_level)));
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
        claim_format_below<1>(view, claim, frame, 0);
    }
}

} // namespace pepin::debug
