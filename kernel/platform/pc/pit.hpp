// The 8254 timer. Source: Intel 8254 data sheet.
#pragma once

#include <cstdint>

#include "core/types.hpp"

namespace pepin {

inline constexpr std::uint32_t pit_frequency = 1'193'182; // Hz
inline constexpr std::uint32_t greatest_count = 0xFFFF;

// Its channel 0 interrupts by line 0, once in timer_divisor of its cycles.
void start_timer();

// Channel 0 interrupts no more, or once: after so many cycles, 1 to greatest_count.
void count_down(std::uint32_t cycles);
void stop_counting();
// How many there are left.
[[nodiscard]] std::uint32_t counted_down_to();

// What architecture_set_timer has asked for. From its first call on, what arrives by line 0 is nothing to
// tell root unless expires_timer() says so.
inline constexpr Word timer_line = 0;
extern bool timer_is_one_shot;
[[nodiscard]] bool expires_timer();
// Its line is on again: I/O APICs forget what has come by a line that was masked.
void timer_is_on();

} // namespace pepin
