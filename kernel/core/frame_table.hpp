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
    mmu_leaf,
    shadow1_leaf,
    shadow2_leaf,
};

struct FrameRecord {
    Kind kind = Kind::reserved;
    std::uint16_t used = 0; // entries in use; of MMU tables only
    Frame owner{};          // of configuration: the partition's descriptor frame
    Page page_in_parent{};  // of configuration: where the owner's parent maps the frame
    Page first_page{};      // of a leaf table: the first page that it covers
};
static_assert(sizeof(FrameRecord) == 16);

extern "C" FrameRecord frame_table[]; // kernel_state.frame_count of them

[[nodiscard]] inline FrameRecord& record_of(Frame frame) { return frame_table[frame.number]; }

[[nodiscard]] constexpr bool is_configuration(Kind kind) { return kind >= Kind::descriptor; }

} // namespace pepin
