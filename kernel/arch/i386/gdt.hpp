// The GDT: flat segments, one call gate for each service, and the two task segments.
#pragma once

namespace pepin {

// Fills the table and loads it, with all segment registers and the task register. Needs the kernel's final
// addresses.
void load_gdt();

} // namespace pepin
