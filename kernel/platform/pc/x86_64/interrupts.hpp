// The interrupt controllers of x86-64: those that ACPI describes, or else a PC's first ones. All functions
// are as in pic.hpp.
#pragma once

#include "acpi.hpp"

namespace pepin {

// Not an interrupt: one was withdrawn too early. It has a vector of its own, and is not acknowledged.
inline constexpr Word spurious_vector = 0xFF;

// What ACPI says, before interrupts are remapped; it has to stay as it is until then.
void describe_interrupts(const acpi::Interrupts& described);

void remap_interrupts();
// False also where there is nothing to tell root.
[[nodiscard]] bool acknowledge_interrupt(Word line);
void rest_line(Word line);
void wake_lines();

} // namespace pepin
