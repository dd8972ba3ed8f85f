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

// Everything that the kernel wants to know, independent of where the loader put it.
struct Information {
    static constexpr std::size_t range_limit = 64;

    std::array<boot::FrameRange, range_limit> usable{};
    std::array<boot::FrameRange, range_limit> reserved{};
    std::size_t usable_count = 0;
    std::size_t reserved_count = 0;
    Word memory_mib = 0;   // of RAM in the map, below 4 GiB, rounded down
    Word end_of_memory = 0; // the number of the frame behind the last one of RAM
    Bytes module{};
    Word module_count = 0;

    [[nodiscard]] std::span<const boot::FrameRange> usable_ranges() const { return {usable.data(), usable_count}; }
    [[nodiscard]] std::span<const boot::FrameRange> reserved_ranges() const { return {reserved.data(), reserved_count}; }
};

// Reads the loader's structures at this physical address. Panics with what is wrong with them.
void read(Information& information, Word address);

} // namespace pepin::multiboot
