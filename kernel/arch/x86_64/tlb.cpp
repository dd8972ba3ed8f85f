// Address spaces: the table that is the kernel's, whose entry 0 leads to the current partition's root table,
// and the translations that the processor keeps.
#include "arch/x86/registers.hpp"
#include "core/partition.hpp"
#include "fpu.hpp"
#include "kernel_paging.hpp"

using namespace pepin;

void architecture_activate(Word root_frame) {
    kernel_root_table[0] = Architecture::table_entry(root_frame);
    // The kernel's translations are global and stay.
    write_cr3(paging::root_table_address);
    if (floating_point_in_use) [[unlikely]]
        leave_floating_point();
}

void architecture_forget_translation(Word page_number) {
    asm volatile("invlpg (%0)" : : "r"(page_number << Architecture::page_bits) : "memory");
}
