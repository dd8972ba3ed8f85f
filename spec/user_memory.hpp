// What the kernel reads and writes in partitions' memory for them.
#pragma once

#include "spec/state.hpp"

namespace pepin::spec {

// Whether a page is memory that user mode can read, or with `write` also write. The kernel touches no devices
// for anybody.
template <class D> Bool<D> is_memory(const State<D>& s, Partition<D> partition, Page<D> page, bool write) {
    const Bool<D> readable = is_usable_page(page) && s.is_accessible(partition, page) &&
                             s.kind(s.frame(partition, page)) == kind::user;
    return write ? readable && s.writable(partition, page) != 0 : readable;
}

// Bytes of a partition's memory, at most a page of them: they begin in one frame and may end in a second one.
template <class D> struct Range {
    Frame<D> first, second;
    Word<D> offset; // in the first frame, in bytes
};

template <class D>
Range<D> range_of(const State<D>& s, Partition<D> partition, Address<D> start, std::uint32_t bytes) {
    const Page<D> first = page_of(start), last = page_of(start + (bytes - 1));
    // The same frame where both pages are the same, whichever way it is said: plainly so where no word has to
    // be put together.
    const Bool<D> plain = settled<D>(last == first && (start & (word_bytes - 1)) == 0);
    return {s.frame(partition, first), D::choose(plain, s.frame(partition, first), s.frame(partition, last)),
            start & page_offset_mask};
}

// Whether user mode could read, or write, all of the bytes. Ranges do not wrap around the end of the address
// space.
template <class D>
Bool<D> is_memory_range(const State<D>& s, Partition<D> partition, Address<D> start, std::uint32_t bytes,
                        bool write) {
    const Address<D> last = start + (bytes - 1);
    return start <= last && is_memory(s, partition, page_of(start), write) &&
           is_memory(s, partition, page_of(last), write);
}

// Where the aligned word number `position` of a range lies, counted from the beginning of its first frame.
template <class D> Frame<D> frame_at(const Range<D>& range, Word<D> position) {
    return D::choose(position < words_per_page, range.first, range.second);
}
template <class D> Word<D> load_aligned(const State<D>& s, const Range<D>& range, Word<D> position) {
    return s.memory(frame_at(range, position), position & (words_per_page - 1));
}
template <class D>
void store_aligned(State<D>& s, Bool<D> go, const Range<D>& range, Word<D> position, Word<D> word) {
    s.memory.update(go, frame_at(range, position), position & (words_per_page - 1), word);
}

// The word number `index` of a range, its lowest byte first. Where the range begins at an odd address the
// word lies in two aligned ones.
template <class D> Word<D> load(const State<D>& s, const Range<D>& range, Word<D> index) {
    const Word<D> position = (range.offset >> word_shift) + index, shift = (range.offset & (word_bytes - 1))
                                                                           << 3;
    const Word<D> low = load_aligned(s, range, position);
    return D::choose(shift == 0, low,
                     low >> shift | load_aligned(s, range, Word<D>(position + 1))
                                        << 1 << (Word<D>(word_bits - 1) - shift));
}

template <class D> void store(State<D>& s, Bool<D> go, const Range<D>& range, Word<D> index, Word<D> word) {
    const Word<D> position = (range.offset >> word_shift) + index, shift = (range.offset & (word_bytes - 1))
                                                                           << 3;
    const Bool<D> aligned = shift == 0;
    const Word<D> kept = (Word<D>(1) << shift) - 1; // of the first word; of the second one, the rest
    store_aligned(s, go && aligned, range, position, word);
    store_aligned(s, go && !aligned, range, position,
                  Word<D>((load_aligned(s, range, position) & kept) | word << shift));
    store_aligned(s, go && !aligned, range, Word<D>(position + 1),
                  Word<D>((load_aligned(s, range, Word<D>(position + 1)) & ~kept) |
                          word >> 1 >> (Word<D>(word_bits - 1) - shift)));
}

} // namespace pepin::spec
