// The processor's port instructions.
#pragma once

#include "core/types.hpp"

namespace pepin {

inline void out_byte(Word port, Word value) { asm volatile("outb %b0, %w1" : : "a"(value), "d"(port)); }
inline void out_word(Word port, Word value) { asm volatile("outw %w0, %w1" : : "a"(value), "d"(port)); }
inline void out_long(Word port, Word value) { asm volatile("outl %k0, %w1" : : "a"(value), "d"(port)); }

[[nodiscard]] inline Word in_byte(Word port) {
    std::uint8_t value;
    asm volatile("inb %w1, %0" : "=a"(value) : "d"(port));
    return value;
}
[[nodiscard]] inline Word in_word(Word port) {
    std::uint16_t value;
    asm volatile("inw %w1, %0" : "=a"(value) : "d"(port));
    return value;
}
[[nodiscard]] inline Word in_long(Word port) {
    std::uint32_t value;
    asm volatile("inl %w1, %0" : "=a"(value) : "d"(port));
    return value;
}

} // namespace pepin
