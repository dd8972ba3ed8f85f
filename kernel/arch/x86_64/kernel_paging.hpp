// The kernel's own address space: its window onto physical memory, the frame table in front of it, and behind
// it the registers of devices that are its own.
#pragma once

#include <span>

#include "boot/early_memory.hpp"

extern "C" pepin::Word kernel_root_table[512]; // boot.S; level 4, of all address spaces

namespace pepin::paging {

// For CR3.
extern Word root_table_address;

// Gives the frame table memory where it describes frames of these ranges. Everywhere else up to
// kernel_state.frame_count it reads as zeros: reserved. Before the table is used.
void map_frame_table(boot::EarlyMemory& memory, std::span<const boot::FrameRange> described);

// Shows memory in the window, and nothing but memory: pages of zeros in its place. Text memory of the
// screen (VGA) is shown, too. The kernel's code becomes read-only, everything else
// not executable, and the page below its stack disappears.
void map_physical_memory(boot::EarlyMemory& memory, std::span<const boot::FrameRange> usable);

} // namespace pepin::paging
