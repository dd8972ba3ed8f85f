// Interrupt controllers and address line 20.
#pragma once

#include "core/types.hpp"

namespace pepin {

// Tells the controllers that the kernel has the interrupt. False where there was none: a line that was withdrawn too early
// looks like the controller's last one.
[[nodiscard]] bool acknowledge_interrupt(Word line);

// Nobody takes the interrupts of a line. A device whose line is level-triggered would repeat them before another instruction is done: the line
// rests until some other line has brought an interrupt, and is asked again then, since root may have named a context in the meantime. One that rests
// does not wake the others, or two could go on for ever.
void rest_line(Word line);
void wake_lines();

// Whether writing these bytes to a port, or what such a write announces, would make the second MiB of memory show the first one.
[[nodiscard]] bool turns_address_line_off(Word port, Word width, Word value);

} // namespace pepin
