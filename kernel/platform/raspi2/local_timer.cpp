#include "local_timer.hpp"

void pepin::start_local_timer() {
    constexpr Word routing = 0x40000024, control = 0x40000034;
    register_at(routing) = 0; // to core 0
    constexpr Word enable_interrupt = 1U << 29, enable_timer = 1U << 28, clear_and_reload = 3U << 30;
    register_at(control) =
        PIP_ARMV7_CLOCK_FREQUENCY / PIP_ARMV7_TIMER_FREQUENCY | enable_timer | enable_interrupt;
    register_at(local_timer_clear) = clear_and_reload;
}
