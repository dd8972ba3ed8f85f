// The 8254 timer.
#pragma once

namespace pepin {

// Its channel 0 interrupts by line 0, once in timer_divisor of its cycles.
void start_timer();

} // namespace pepin
