#include "boot/early_memory.hpp"

#include "console/console.hpp"
#include "core/memory.hpp"

namespace pepin::boot {

namespace {

// What is free from frame `first` on, up to `end`; nothing where that frame is taken.
[[nodiscard]] FrameRange free_from(Word first, Word end, std::span<const FrameRange> taken) {
    for (const FrameRange range : taken) {
        if (range.contains({first})) return {first, first};
        if (range.first > first && range.first < end && range.size() != 0) end = range.first;
    }
    return {first, end};
}

} // namespace

EarlyMemory::EarlyMemory(std::span<const FrameRange> usable, std::span<const FrameRange> taken, Word end) {
    for (const FrameRange range : usable) {
        const Word last = range.end < end ? range.end : end;
        const auto consider = [&](Word first) {
            if (first < range.first || first >= last) return;
            const FrameRange piece = free_from(first, last, taken);
            if (piece.size() > piece_.size()) piece_ = piece;
        };
        consider(range.first);
        for (const FrameRange other : taken) consider(other.end);
    }
    next_ = piece_.first;
}

FrameRange EarlyMemory::take(Word count) {
    if (count > left())
        panic("there is too little memory for the kernel's tables and the root image: ",
              (count - left()) * (page_size / 1024), " KiB more are needed in one piece");
    const FrameRange range{next_, next_ + count};
    for (Word number = range.first; number < range.end; ++number) memory::clear(Frame{number});
    next_ = range.end;
    return range;
}

} // namespace pepin::boot
