// The GDT: the kernel's and user mode's segments, and the task state. There is no segment of 32-bit code, so
// nobody leaves 64-bit mode.
#pragma once

namespace pepin {

// Fills the table and loads it, with all segment registers and the task register.
void load_gdt();

} // namespace pepin
