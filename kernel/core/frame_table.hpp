// The frame table: for each frame of physical memory what it is used for. It answers in constant time what
// would otherwise be a search: whose configuration a frame is, where the owner's parent maps it, and how
// many entries of a table are in use.
#pragma once

#include "core/types.hpp"

namespace pepin {

enum class Kind : std::uint8_t {
    reserved,     // kernel, firmware, boot data, or no memory at all: nobody maps it
    user,         // memory of partitions
    device,       // can be mapped and handed on, never configuration, never zeroed
    descriptor,   // the first page of a partition's configuration; names the partition
    private_data, // floating-point state, port rights, teardown cursor
    mmu_root,
    shadow1_root,
    shadow2_root,
    mmu_leaf, // tables of the trees, level by level from the leaves up
    shadow1_leaf,
    shadow2_leaf,
    mmu_inner,
    shadow1_inner,
    shadow2_inner,
};
static_assert(leaf_level <= 2, "every level between root and leaves has three kinds");

// Each partition has three trees of tables.
enum class Tree : std::uint8_t { mmu, shadow1, shadow2 };
inline constexpr Word tree_count = 3;

// Of the tables below the root, levels 1 to leaf_level.
[[nodiscard]] constexpr Kind table_kind(Tree tree, Level level) {
    return static_cast<Kind>(static_cast<Word>(Kind::mmu_leaf) + static_cast<Word>(tree) +
                             tree_count * (leaf_level - level));
}
static_assert(table_kind(Tree::shadow2, leaf_level) == Kind::shadow2_leaf);

// The number of a frame or of a page, in 32 bits whatever a word has.
template <class Numbered> class Stored {
public:
    constexpr Stored() = default;
    constexpr Stored(Numbered value) : number_{static_cast<std::uint32_t>(value.number)} {}
    constexpr operator Numbered() const { return {number_}; }
    [[nodiscard]] constexpr std::uint32_t number() const { return number_; }

private:
    std::uint32_t number_ = 0;
};

struct FrameRecord {
    Kind kind = Kind::reserved;
    std::uint16_t used = 0;        // entries in use; of MMU tables only
    Stored<Frame> owner{};         // of configuration: the partition's descriptor frame
    Stored<Page> page_in_parent{}; // of configuration: where the owner's parent maps the frame
    Stored<Page> first_page{};     // of a table below the root: the first page that it covers
};
static_assert(sizeof(FrameRecord) == 16);

extern "C" FrameRecord frame_table[]; // kernel_state.frame_count of them

[[nodiscard]] inline FrameRecord& record_of(Frame frame) { return frame_table[frame.number]; }

[[nodiscard]] constexpr bool is_configuration(Kind kind) { return kind >= Kind::descriptor; }

} // namespace pepin
