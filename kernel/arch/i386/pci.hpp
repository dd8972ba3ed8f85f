// The PCI bus.
#pragma once

#include "core/types.hpp"

namespace pepin {

// Stops every bus master, which firmware may have left on: without an IOMMU it could write anywhere. Judges where the devices' windows are: those that
// decode addresses of memory, of another's or of what the kernel keeps are closed, and stay so. `end_of_memory` as in machine.hpp; root has to be current.
void judge_devices(Word end_of_memory);

// Whether writing these bytes to a port changes anything of PCI configuration space that could let a device read or write memory, or moves its registers.
[[nodiscard]] bool breaks_configuration(Word port, Word width, Word value);

} // namespace pepin
