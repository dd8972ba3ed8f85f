// Makes the first partition out of what the boot loader left: the frame table is filled, root gets its
// configuration, its image, its devices and all memory that is left. Portable; runs on the host in tests.
#pragma once

#include <span>

#include "core/partition.hpp"

namespace pepin::boot {

// Frames [first, end).
struct FrameRange {
    Word first = 0;
    Word end = 0;
    [[nodiscard]] constexpr bool contains(Frame frame) const {
        return frame.number >= first && frame.number < end;
    }
    [[nodiscard]] constexpr bool meets(const FrameRange& other) const {
        return first < other.end && other.first < end;
    }
    [[nodiscard]] constexpr Word size() const { return end - first; }
};

// Fills the frame table: `usable` ranges are memory, unless a `reserved` range or frame 0 takes them back;
// everything else is reserved. kernel_state.frame_count has to be set, and the table has to be zeros.
void initialise_frame_table(std::span<const FrameRange> usable, std::span<const FrameRange> reserved);

// Takes the lowest frame of memory that nobody has yet, and is not in `spared`. no_frame where there is none.
class FrameSource {
public:
    // The frame table has to be initialised. No frame from `end` on is memory; the number of all frames where
    // that is not known.
    explicit FrameSource(FrameRange spared, Word end = kernel_state.frame_count);
    [[nodiscard]] Frame take();
    [[nodiscard]] Word left() const { return left_; }

private:
    [[nodiscard]] bool is_free(Frame frame) const;

    FrameRange spared_;
    Word next_ = 1;
    Word end_ = 1; // no frame is free from here on
    Word left_ = 0;
};

// What root was given, for the banner.
struct RootMemory {
    Page first; // of its free memory
    Page end;
};

// Frames that root finds at a place of their own: a boot module's memory, or a device's.
struct RootExtra {
    Page page; // the first one
    FrameRange frames;
    bool device = false;
};

// Makes the root partition current, with processor_context ready to be entered. `image` are the frames of the
// root image, of memory, whose last page is filled with zeros behind the image; `entry` is the address of
// root's at which it begins. Extras are reserved until they are root's. Panics where memory does not suffice.
[[nodiscard]] RootMemory build_root(FrameSource& frames, FrameRange image, Word entry,
                                    std::span<const RootExtra> extras = {});
// Where the information for root is.
[[nodiscard]] Frame frame_of_information();

} // namespace pepin::boot
