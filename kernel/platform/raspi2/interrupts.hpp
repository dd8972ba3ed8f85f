// The local interrupt controller of the BCM2836, and the controller of the peripherals behind it.
// Sources: QA7_rev3.4 (ARM Quad A7 core), chapters 4.4 to 4.11; BCM2835 ARM Peripherals, chapter 7.
#pragma once

#include "core/types.hpp"

namespace pepin {

// The peripherals that root has interrupt core 0, by one source of the local controller; all else is off.
void route_interrupts();

// Which of the core's interrupt sources is pending, by bit number, the highest one, so that no device can
// hold up the timer; none_pending where it went away again. The timer's is acknowledged.
inline constexpr Word none_pending = 32;
[[nodiscard]] Word take_interrupt();

// Nobody takes the interrupt of the peripherals: the lines that are pending are turned off, or it would never
// end. They are asked again when the timer comes, since root may have named a context in the meantime.
void rest_peripherals();
void turn_peripherals_on();
// Whether they interrupt at all.
void set_peripherals(bool enabled);
extern bool peripherals_rest;
inline void wake_peripherals() {
    if (peripherals_rest) [[unlikely]]
        turn_peripherals_on();
}

} // namespace pepin
