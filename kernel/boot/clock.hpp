// The clock that every partition can read; each platform has one.
#pragma once

#include <cstdint>

namespace pepin {

// Its ticks in a second; 0 where there is none. Measured once.
[[nodiscard]] std::uint64_t clock_frequency();

} // namespace pepin
