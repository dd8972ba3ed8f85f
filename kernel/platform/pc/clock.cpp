#include "clock.hpp"

#include "boot/clock.hpp"
#include "cpuid.hpp"
#include "pit.hpp"

namespace pepin {

namespace {

[[nodiscard]] ClockRate rate_of(std::uint64_t ticks, std::uint32_t cycles) {
    if (ticks == 0) return {};
    return {divide(ticks * pit_frequency, cycles), divide(ticks * greatest_count, cycles),
            divide(std::uint64_t{cycles} << 32, ticks)};
}

// The 8254 is looked at before and after, for two milliseconds or a little longer. One that does not count is
// given up.
[[nodiscard]] ClockRate measure() {
    constexpr std::uint32_t window = pit_frequency / 500, most_looks = 1'000'000;
    if (!processor_features().time_stamp_counter) return {};
    count_down(greatest_count);
    const std::uint32_t first = counted_down_to();
    const std::uint64_t begin = read_clock();
    for (std::uint32_t looks = 0; looks < most_looks; ++looks) {
        const std::uint32_t cycles = first - counted_down_to();
        if (cycles >= window && cycles <= greatest_count) return rate_of(read_clock() - begin, cycles);
    }
    return {};
}

} // namespace

const ClockRate& clock_rate() {
    static ClockRate rate;
    static bool known = false;
    if (!known) {
        rate = measure();
        known = true;
    }
    return rate;
}

std::uint64_t clock_frequency() { return clock_rate().frequency; }

} // namespace pepin
