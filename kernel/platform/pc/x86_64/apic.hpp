// The processor's own interrupt controller (local APIC) and those for lines of devices (I/O APIC). Sources:
// Intel SDM volume 3, chapter 11; Intel 82093AA (IOAPIC) data sheet.
#pragma once

#include "acpi.hpp"

namespace pepin::apic {

// The 16 lines of a PC arrive from PIP_VIDT_FIRST_INTERRUPT on, by the controllers that are described, all
// else is off, the first interrupt controllers included. False, with a message on the console and nothing
// changed, where that cannot be: then these have to do.
[[nodiscard]] bool start(const acpi::Interrupts& described);

// Tells the processor's controller that the kernel has the interrupt.
void end_interrupt();

// As in pic.hpp.
void rest_line(Word line);
void wake_lines();
void set_line(Word line, bool enabled);
[[nodiscard]] bool comes_again(Word line);

} // namespace pepin::apic
