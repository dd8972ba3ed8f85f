#include "debug/memory_view.hpp"

namespace pepin::debug {

namespace {

[[nodiscard]] constexpr Word kind_of(Kind kind) {
    switch (kind) {
    case Kind::reserved: return spec::kind::reserved;
    case Kind::user: return spec::kind::user;
    case Kind::device: return spec::kind::device;
    case Kind::descriptor: return spec::kind::descriptor;
    case Kind::private_data: return spec::kind::private_data;
    case Kind::mmu_root: return spec::kind::mmu_root;
    case Kind::shadow1_root: return spec::kind::shadow1_root;
    case Kind::shadow2_root: return spec::kind::shadow2_root;
    case Kind::mmu_leaf: return spec::kind::mmu_leaf;
    case Kind::shadow1_leaf: return spec::kind::shadow1_leaf;
    case Kind::shadow2_leaf: return spec::kind::shadow2_leaf;
    case Kind::mmu_inner:
    case Kind::shadow1_inner:
    case Kind::shadow2_inner:
        static_assert(static_cast<Word>(Kind::mmu_inner) == spec::kind::mmu_leaf + 3);
        return static_cast<Word>(kind);
    }
    return ~Word{0}; // not a kind: an invariant says so
}

} // namespace

void MemoryView::find_deepest_mappings() {
    for (Word frame = 0; frame < frame_count(); ++frame) deepest_[frame] = {};
    for (Word frame = 0; frame < frame_count(); ++frame)
        if (kind(frame) == spec::kind::descriptor) note_mappings_of(frame);
}

template <Level level> void MemoryView::note_mappings_below(Word partition, Word prefix_above) {
    const Word first = prefix_above << Architecture::level_bits[level - 1];
    for (Word prefix = first; prefix < first + entries_of(level - 1); ++prefix) {
        const Word table_frame = mmu_table(level, partition, prefix);
        if (!exists(table_frame)) continue;
        if constexpr (level < leaf_level) {
            note_mappings_below<level + 1>(partition, prefix);
        } else {
            const Word first_page = prefix << covered_bits(level);
            for (Word page = first_page; page < first_page + leaf_entries; ++page) {
                const Word entry = leaf(table_frame, page);
                const Word mapped = Architecture::frame_of(entry);
                if (!Architecture::is_present(entry) || !exists(mapped)) continue;
                const Word deepest_so_far = deepest_[mapped].partition;
                if (deepest_so_far == 0 || depth(partition) > depth(deepest_so_far))
                    deepest_[mapped] = {partition, page};
            }
        }
    }
}

void MemoryView::note_mappings_of(Word partition) { note_mappings_below<1>(partition, 0); }

Word MemoryView::kind(Word frame) const { return kind_of(record(frame).kind); }

template <class Found> MemoryView::Place MemoryView::climb(Word frame, Found found) const {
    Place place{deepest(frame).partition, deepest(frame).page};
    for (Word level = 0; level <= maximum_depth && place.partition != 0; ++level) {
        if (found(place.partition)) return place;
        if (place.partition == root) break;
        place = {parent(place.partition), origin(place.partition, place.page)};
    }
    return {};
}

Word MemoryView::page_at(Word partition, Word frame) const {
    return climb(frame, [&](Word other) { return other == partition; }).page;
}

Word MemoryView::chain(Word at_depth) const {
    Word partition = current;
    for (Word level = 0; level < maximum_depth && depth(partition) > at_depth; ++level)
        partition = parent(partition);
    return partition;
}

Word MemoryView::holder(Word frame, Word at_depth) const {
    return climb(frame, [&](Word other) { return depth(other) == at_depth; }).partition;
}

} // namespace pepin::debug
