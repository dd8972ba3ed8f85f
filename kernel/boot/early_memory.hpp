// Memory that is taken before there is a frame table: for the table itself, for the kernel's tables, for
// root's image.
#pragma once

#include <span>

#include "boot/root_partition.hpp"

namespace pepin::boot {

// The largest piece of memory, below a limit, that nothing lies in yet; taken from its beginning on.
class EarlyMemory {
public:
    // `taken` may overlap each other and `usable`; below frame `end` alone the kernel can reach memory yet.
    EarlyMemory(std::span<const FrameRange> usable, std::span<const FrameRange> taken, Word end);

    // So many frames in a row, as zeros. Panics where there are not enough.
    [[nodiscard]] FrameRange take(Word count);
    [[nodiscard]] Frame take_one() { return {take(1).first}; }
    // All that was taken so far.
    [[nodiscard]] FrameRange taken() const { return {piece_.first, next_}; }
    [[nodiscard]] Word left() const { return piece_.end - next_; }

private:
    FrameRange piece_;
    Word next_ = 0;
};

} // namespace pepin::boot
