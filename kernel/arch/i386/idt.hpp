// The IDT: where faults, interrupts and software interrupts enter the kernel.
#pragma once

namespace pepin {

// Fills the table and loads it. Needs the kernel's final addresses, and the GDT.
void load_idt();

} // namespace pepin
