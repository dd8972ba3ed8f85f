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

// Whether an interrupt may be nothing to tell root, since architecture_set_timer or architecture_set_line was
// called.
extern bool lines_need_care;
inline constexpr Word timer_line = 0;
// From the first call of architecture_set_timer on, what arrives by the timer's line is only a turn of the
// counter's, unless this is true. Of other lines it is.
[[nodiscard]] bool is_timers_turn(Word line);
// Its line is on again: I/O APICs forget what has come by a line that was masked.
void timer_is_on();

} // namespace pepin
