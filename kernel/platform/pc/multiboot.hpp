// What a multiboot 1 loader tells, copied and checked. Source: Multiboot Specification version 0.6.96.
#pragma once

#include <array>
#include <span>

#include "boot/root_partition.hpp"

namespace pepin::multiboot {

inline constexpr Word loader_magic = 0x2BADB002;

struct Bytes {
    Word begin = 0;
    Word end = 0; // behind the last one
};

// Ranges of frames, in no order, of which no two touch.
class RangeList {
public:
    static constexpr Word limit = 128;

    // Adds a range, which may overlap others; an empty one is left out. False, and nothing added, where there
    // are too many.
    [[nodiscard]] bool add(boot::FrameRange range);
    [[nodiscard]] std::span<const boot::FrameRange> ranges() const { return {ranges_.data(), count_}; }

private:
    std::array<boot::FrameRange, limit> ranges_{};
    std::size_t count_ = 0;
};

// Everything that the kernel wants to know, independent of where the loader put it. Frames are below 16 TiB.
struct Information {
    RangeList usable;
    RangeList reserved;
    Word memory_mib = 0;    // of RAM, rounded to the nearest
    Word end_of_memory = 0; // the number of the frame behind the last one of RAM
    Bytes module{};
    Word module_count = 0;
};

// Reads the loader's structures at this physical address. Panics with what is wrong with them.
void read(Information& information, Word address);

} // namespace pepin::multiboot
