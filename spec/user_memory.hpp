// What the kernel reads and writes in partitions' memory for them, byte by byte as user mode would see it.
#pragma once

#include "spec/state.hpp"

namespace pepin::spec {

// Whether a page is memory that user mode can read, or with `write` also write. The kernel touches no devices for anybody.
template <class D> Bool<D> is_memory(const State<D>& s, Partition<D> partition, Page<D> page, bool write) {
    const Bool<D> readable = is_usable_index(root_index(page)) && s.is_accessible(partition, page) &&
                             s.kind(s.frame(partition, page)) == kind::user;
    return write ? readable && s.writable(partition, page) != 0 : readable;
}

// Whether all of `bytes` bytes, at most a page, are such memory. Ranges do not wrap around the end of the address space.
template <class D> Bool<D> is_memory_range(const State<D>& s, Partition<D> partition, Address<D> start, std::uint32_t bytes, bool write) {
    const Address<D> last = start + (bytes - 1);
    return start <= last && is_memory(s, partition, page_of(start), write) && is_memory(s, partition, page_of(last), write);
}

template <class D> Word<D> load_byte(const State<D>& s, Partition<D> partition, Address<D> address) {
    const Word<D> word = s.memory(s.frame(partition, page_of(address)), (address & page_offset_mask) >> 2);
    return word >> ((address & 3) << 3) & 0xFF;
}

// Four bytes at any address, the lowest first.
template <class D> Word<D> load(const State<D>& s, Partition<D> partition, Address<D> address) {
    Word<D> word = Word<D>(0);
    for (std::uint32_t byte = 0; byte < 4; ++byte) word = word | load_byte(s, partition, Address<D>(address + byte)) << (8 * byte);
    return word;
}

template <class D> void store(State<D>& s, Bool<D> go, Partition<D> partition, Address<D> address, Word<D> word) {
    for (std::uint32_t byte = 0; byte < 4; ++byte) {
        const Address<D> at = address + byte;
        const Frame<D> frame = s.frame(partition, page_of(at));
        const Word<D> index = (at & page_offset_mask) >> 2, shift = (at & 3) << 3;
        const Word<D> others = s.memory(frame, index) & ~(Word<D>(0xFF) << shift);
        s.memory.update(go, frame, index, others | (word >> (8 * byte) & 0xFF) << shift);
    }
}

} // namespace pepin::spec
