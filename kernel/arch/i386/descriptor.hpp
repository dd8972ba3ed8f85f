// What the processor's descriptor tables hold: the GDT's segments and call gates, the IDT's gates. Source:
// Intel SDM volume 3, 3.4.5, 5.8.3 and 6.11.
#pragma once

#include "core/types.hpp"

namespace pepin {

using Descriptor = std::uint64_t;

constexpr Descriptor segment(Word base, Word limit, Word access, Word flags) {
    return (limit & 0xFFFF) | Descriptor{base & 0xFFFFFF} << 16 | Descriptor{access} << 40 |
           Descriptor{limit >> 16 | flags << 4} << 48 | Descriptor{base >> 24} << 56;
}

constexpr Descriptor gate(Word selector, Word offset, Word type) {
    return (offset & 0xFFFF) | selector << 16 | Descriptor{(offset & 0xFFFF0000) | type << 8} << 32;
}

// The operand of lgdt and lidt.
struct [[gnu::packed]] TableRegister {
    std::uint16_t limit;
    Word base;
};

// Of the GDT's entries: the services' call gates, and behind them the task that a double fault switches to.
inline constexpr Word first_gate = PIP_I386_FIRST_SELECTOR / 8;
inline constexpr Word double_fault_segment = first_gate + PIP_SERVICE_COUNT;

template <class T> Word address_of(const T* object) { return reinterpret_cast<Word>(object); }

} // namespace pepin
