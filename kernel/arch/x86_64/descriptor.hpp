// What the processor's descriptor tables hold: the GDT's segments, the IDT's gates. Source: Intel SDM
// volume 3, 3.4.5, 6.14.1 and 7.2.3.
#pragma once

#include "core/types.hpp"

namespace pepin {

using Descriptor = std::uint64_t;

// The upper half of a base stands in a second descriptor, where there is one.
constexpr Descriptor segment(Word base, Word limit, Word access, Word flags) {
    return (limit & 0xFFFF) | (base & 0xFFFFFF) << 16 | access << 40 | (limit >> 16 & 0xF) << 48 |
           flags << 52 | (base >> 24 & 0xFF) << 56;
}

// One that the processor enters on stack `stack` of the interrupt stack table, on the kernel's where that
// is 0.
struct InterruptGate {
    Descriptor low, high;
};
constexpr InterruptGate interrupt_gate(Word selector, Word offset, Word stack, Word type) {
    return {(offset & 0xFFFF) | selector << 16 | stack << 32 | type << 40 | (offset >> 16 & 0xFFFF) << 48,
            offset >> 32};
}

// The operand of lgdt and lidt.
struct [[gnu::packed]] TableRegister {
    std::uint16_t limit;
    Word base;
};

template <class T> Word address_of(const T* object) { return reinterpret_cast<Word>(object); }

} // namespace pepin
