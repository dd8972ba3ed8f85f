// Memory as it is, read like a state of the specification: the abstraction function. Whatever memory holds,
// reading it is safe: what would lie outside of memory reads as 0.
#pragma once

#include "core/control.hpp"
#include "core/ports.hpp"
#include "core/tables.hpp"
#include "spec/concrete.hpp"
#include "spec/state.hpp"

namespace pepin::debug {

// For each frame, which the deepest partition is that maps it, and where. All others that map it are found
// from there, going up: by these two words memory can be checked without a list of mappings.
struct DeepestMapping {
    Word partition = 0; // 0: nobody maps the frame
    Word page = 0;
};

// Entries of root tables that show the kernel.
[[nodiscard]] constexpr bool is_kernel_entry(Word index) {
    return index >= Architecture::first_kernel_entry && index < Architecture::end_kernel_entry;
}

class MemoryView {
public:
    using Domain = spec::ConcreteValues;

    // `deepest` has room for kernel_state.frame_count frames.
    explicit MemoryView(DeepestMapping* deepest) : deepest_{deepest} {}

    // Looks at all tables once; the ghosts are right from then on, for as long as no table changes.
    void find_deepest_mappings();

    [[nodiscard]] static Word frame_count() { return kernel_state.frame_count; }

    // --- the functions of spec::State ---
    [[nodiscard]] Word kind(Word frame) const;
    [[nodiscard]] Word owner(Word frame) const { return record(frame).owner.number(); }
    [[nodiscard]] Word page_in_parent(Word frame) const { return record(frame).page_in_parent.number(); }
    [[nodiscard]] Word first_page(Word frame) const { return record(frame).first_page.number(); }
    [[nodiscard]] Word used(Word frame) const { return record(frame).used; }
    [[nodiscard]] Word memory(Word frame, Word index) const { return word(frame, index); }

    [[nodiscard]] Word mmu(Word partition) const { return word(partition, descriptor_mmu); }
    [[nodiscard]] Word shadow1(Word partition) const { return word(partition, descriptor_shadow1); }
    [[nodiscard]] Word shadow2(Word partition) const { return word(partition, descriptor_shadow2); }
    [[nodiscard]] Word private_frame(Word partition) const { return word(partition, descriptor_private); }
    [[nodiscard]] Word parent(Word partition) const { return word(partition, descriptor_parent); }
    [[nodiscard]] Word depth(Word partition) const { return word(partition, descriptor_depth); }
    [[nodiscard]] Word interrupt_state(Word partition) const {
        return word(partition, descriptor_interrupt_state);
    }
    [[nodiscard]] Word dying(Word partition) const { return word(partition, descriptor_dying); }
    [[nodiscard]] Word floating_point_used(Word partition) const {
        return word(private_frame(partition), private_floating_point_used);
    }
    [[nodiscard]] Word floating_point(Word partition) const {
        return word(private_frame(partition), private_floating_point);
    }
    [[nodiscard]] Word saved_thread_register(Word partition) const {
        return Architecture::has_thread_register ? word(private_frame(partition), private_thread_register)
                                                 : 0;
    }
    [[nodiscard]] Word port_first(Word partition, Word slot) const { return ports(partition, slot) & 0xFFFF; }
    [[nodiscard]] Word port_count(Word partition, Word slot) const { return ports(partition, slot) >> 16; }

    // Levels 1 to leaf_level.
    [[nodiscard]] Word mmu_table(Level level, Word partition, Word prefix) const {
        return table(Tree::mmu, mmu(partition), level, prefix);
    }
    [[nodiscard]] Word shadow1_table(Level level, Word partition, Word prefix) const {
        return table(Tree::shadow1, shadow1(partition), level, prefix);
    }
    [[nodiscard]] Word shadow2_table(Level level, Word partition, Word prefix) const {
        return table(Tree::shadow2, shadow2(partition), level, prefix);
    }

    [[nodiscard]] Word frame(Word partition, Word page) const {
        return Architecture::frame_of(mmu_entry(partition, page));
    }
    [[nodiscard]] Word writable(Word partition, Word page) const {
        return Architecture::is_writable(mmu_entry(partition, page)) ? 1 : 0;
    }
    [[nodiscard]] Word executable(Word partition, Word page) const {
        return spec::has_execute_right && Architecture::is_executable(mmu_entry(partition, page)) ? 1 : 0;
    }
    [[nodiscard]] Word child(Word partition, Word page) const {
        return mark_entry(partition, page) >> Architecture::page_bits;
    }
    [[nodiscard]] Word origin(Word partition, Word page) const {
        return origin_entry(partition, page) >> Architecture::page_bits;
    }
    [[nodiscard]] Word mmu_leaf(Word partition, Word page) const {
        return mmu_table(leaf_level, partition, page >> covered_bits(leaf_level));
    }
    [[nodiscard]] bool has_tables(Word partition, Word page) const { return mmu_leaf(partition, page) != 0; }
    [[nodiscard]] bool is_present(Word partition, Word page) const {
        return Architecture::is_present(mmu_entry(partition, page));
    }
    [[nodiscard]] bool is_accessible(Word partition, Word page) const {
        return Architecture::is_accessible(mmu_entry(partition, page));
    }

    // --- ghosts, found by going up from the deepest mapping, or from the current partition ---
    [[nodiscard]] Word page_at(Word partition, Word frame) const;
    [[nodiscard]] Word holder(Word frame, Word depth) const;
    [[nodiscard]] Word reach(Word frame) const { return depth(deepest(frame).partition); }
    [[nodiscard]] Word chain(Word at_depth) const;

    // --- what only memory has: how words encode it (representation.hpp) ---
    [[nodiscard]] Word mmu_entry(Word partition, Word page) const {
        return leaf(mmu_leaf(partition, page), page);
    }
    [[nodiscard]] Word mark_entry(Word partition, Word page) const {
        return leaf(shadow1_table(leaf_level, partition, page >> covered_bits(leaf_level)), page);
    }
    [[nodiscard]] Word origin_entry(Word partition, Word page) const {
        return leaf(shadow2_table(leaf_level, partition, page >> covered_bits(leaf_level)), page);
    }
    [[nodiscard]] Word ports(Word partition, Word slot) const {
        return word(private_frame(partition), private_port_ranges + slot);
    }
    [[nodiscard]] bool is_blank(Word partition, Word page) const {
        return mmu_entry(partition, page) == 0 && mark_entry(partition, page) == 0 &&
               origin_entry(partition, page) == 0;
    }

    const Word frames = kernel_state.frame_count;
    const Word root = kernel_state.root.number;
    const Word current = kernel_state.current.number;
    const Word floating_point_owner = kernel_state.floating_point_owner.number;
    const Word interrupts_on = kernel_state.interrupts_on;
    const std::array<Word, Architecture::context_words> context = processor_context.words;

private:
    struct Place {
        Word partition = 0;
        Word page = 0;
    };
    // Goes up from the deepest mapping of a frame until `found(partition)`.
    template <class Found> [[nodiscard]] Place climb(Word frame, Found found) const;
    void note_mappings_of(Word partition);
    template <Level level> void note_mappings_below(Word partition, Word prefix_above);

    [[nodiscard]] static bool exists(Word frame) { return frame != 0 && frame < kernel_state.frame_count; }
    [[nodiscard]] static FrameRecord record(Word frame) {
        return exists(frame) ? record_of(Frame{frame}) : FrameRecord{};
    }
    [[nodiscard]] static Word word(Word frame, Word index) {
        return exists(frame) ? memory::read(Frame{frame}, index) : 0;
    }
    [[nodiscard]] static Word leaf(Word frame, Word page) { return word(frame, page & (leaf_entries - 1)); }
    // Of roots, only entries through which partitions map: those of the kernel are none of the
    // specification's.
    [[nodiscard]] static Word table(Tree tree, Word root_frame, Level level, Word prefix) {
        const Page page{prefix << covered_bits(level)};
        if (!page.is_in_address_space() || is_kernel_entry(page.index(0))) return 0;
        Word frame = root_frame;
        for (Level above = 0; above < level; ++above)
            frame = table_behind(tree, word(frame, page.index(above))).number;
        return frame;
    }
    [[nodiscard]] DeepestMapping deepest(Word frame) const {
        return exists(frame) ? deepest_[frame] : DeepestMapping{};
    }

    DeepestMapping* deepest_;
};

} // namespace pepin::debug
