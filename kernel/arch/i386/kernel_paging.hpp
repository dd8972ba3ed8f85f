// The kernel's own address space: its window onto physical memory.
#pragma once

#include "boot/root_partition.hpp"

namespace pepin::paging {

// Shows all frames below kernel_state.frame_count in the window. Needs page tables from `frames` where the
// processor has no large pages; those become reserved.
void map_physical_memory(boot::FrameSource& frames);

// The kernel's code becomes read-only and the page below its stack disappears.
void protect_kernel();

// Gives a root table the kernel's entries.
void copy_kernel_entries(Frame root_table);

} // namespace pepin::paging
