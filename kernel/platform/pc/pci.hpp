// The PCI bus.
#pragma once

#include "core/types.hpp"

namespace pepin {

// Stops every bus master, which firmware may have left on: without an IOMMU it could write anywhere. Judges
// where the devices' windows are: those that decode addresses of memory, of another's or of what the kernel
// keeps are closed, and stay so. Opens the ports of those that are not, and those for turning the machine
// off. What is taken has to be known (start_judging in pci_windows.hpp).
void judge_devices();

// The ports of mechanism 1: an address, and the four bytes of the register that it names.
inline constexpr Word config_address = 0xCF8, config_data = 0xCFC;

// Whoever writes the address names a register: it is remembered, for what may be written there.
void note_configuration_address(Word address);

// Whether writing these bytes, of which one goes to such a port, changes anything of PCI configuration space
// that could let a device read or write memory, or moves its registers.
[[nodiscard]] bool breaks_configuration(Word port, Word width, Word value);

} // namespace pepin
