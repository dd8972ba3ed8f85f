// Address spaces: the root table in CR3, and the translations that the processor keeps of it.
#include "core/partition.hpp"
#include "fpu.hpp"

using namespace pepin;

void architecture_activate(Word root_frame) {
    asm volatile("movl %0, %%cr3" : : "r"(root_frame << Architecture::page_bits) : "memory");
    // Nobody owns the registers where the owner was deleted; they are not the current partition's then
    // either.
    set_task_switched(kernel_state.current != kernel_state.floating_point_owner);
}

void architecture_forget_translation(Word page_number) {
    asm volatile("invlpg (%0)" : : "r"(page_number << Architecture::page_bits) : "memory");
}
