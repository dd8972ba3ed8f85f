// The processor's time-stamp counter as a clock. Source: Intel SDM volume 3, 18.17.
#pragma once

#include <cstdint>

namespace pepin {

[[nodiscard]] inline std::uint64_t read_clock() {
    std::uint32_t low, high;
    asm volatile("rdtsc" : "=a"(low), "=d"(high));
    return low | std::uint64_t{high} << 32;
}

// The clock beside the 8254.
struct ClockRate {
    std::uint64_t frequency = 0; // ticks in a second; 0: there is no clock
    std::uint64_t longest = 0;   // ticks in the most cycles that the 8254 counts
    std::uint64_t scale = 0;     // cycles in a tick, times 2^32
    // Rounded down, of no more than `longest`.
    [[nodiscard]] std::uint32_t cycles_in(std::uint64_t ticks) const {
        return static_cast<std::uint32_t>(ticks * scale >> 32);
    }
};
[[nodiscard]] const ClockRate& clock_rate();

// Rounded down. The kernel has no library that divides words of 64 bits by others on processors of 32.
[[nodiscard]] constexpr std::uint64_t divide(std::uint64_t dividend, std::uint64_t divisor) {
    std::uint64_t quotient = 0, rest = 0;
    for (unsigned bit = 64; bit-- > 0;) {
        rest = rest << 1 | (dividend >> bit & 1);
        quotient <<= 1;
        if (rest >= divisor) {
            rest -= divisor;
            ++quotient;
        }
    }
    return quotient;
}
static_assert(divide(1'000'000'000'007, 10) == 100'000'000'000 && divide(7, 8) == 0 && divide(8, 8) == 1);

} // namespace pepin
