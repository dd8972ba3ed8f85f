// The IDT: where faults, interrupts and software interrupts enter the kernel.
#pragma once

namespace pepin {

// Fills the table and loads it. Needs the GDT.
void load_idt();

} // namespace pepin
