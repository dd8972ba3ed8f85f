// Interrupt controllers and address line 20.
#pragma once

#include "core/types.hpp"

namespace pepin {

// Tells the controllers that the kernel has the interrupt. False where there was none: a line that was withdrawn too early
// looks like the controller's last one.
[[nodiscard]] bool acknowledge_interrupt(Word line);

// Whether writing these bytes to a port, or what such a write announces, would make the second MiB of memory show the first one.
[[nodiscard]] bool turns_address_line_off(Word port, Word width, Word value);

} // namespace pepin
