// Which I/O ports anybody may use, and what may not be written there.
#pragma once

#include "core/types.hpp"

namespace pepin {

// At boot, before root runs: ports that are harmless in everybody's hands. Afterwards nothing opens a port.
void open_ports(Word first, Word count);
void open_ports_of_the_board();
// The two bytes of ACPI's control register PM1a, for turning the machine off: by sleep type 0 or this one.
void open_power_control(Word port, Word off_type);

[[nodiscard]] bool is_port_closed(Word port);

} // namespace pepin
