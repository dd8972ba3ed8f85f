// The processor's time-stamp counter as a clock. Source: Intel SDM volume 3, 18.17.
#pragma once

#include <cstdint>

namespace pepin {

[[nodiscard]] inline std::uint64_t read_clock() {
    std::uint32_t low, high;
    asm volatile("rdtsc" : "=a"(low), "=d"(high));
    return low | std::uint64_t{high} << 32;
}

// How many ticks of the clock the 8254 takes for so many of its own.
struct ClockRate {
    std::uint64_t ticks = 0; // 0: there is no clock
    std::uint32_t cycles = 1;
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
