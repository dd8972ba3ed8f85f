// Task states: what the processor saves and loads by itself. Source: Intel SDM volume 3, 7.2.1.
#pragma once

#include "core/types.hpp"

namespace pepin {

// What the processor switches to and from by itself: the kernel's stack on entry from ring 3, and all
// registers where a task gate is taken.
struct TaskState {
    Word link;
    Word esp0, ss0, esp1, ss1, esp2, ss2;
    Word cr3;
    Word eip, eflags, eax, ecx, edx, ebx, esp, ebp, esi, edi;
    Word es, cs, ss, ds, fs, gs;
    Word ldt;
    std::uint16_t trap;
    std::uint16_t io_bitmap;
};
static_assert(sizeof(TaskState) == 104);

// The registers that a double fault has interrupted are those of the first; the second handles it, on its own
// stack, since the likeliest cause is that the kernel's stack is no good.
extern TaskState task_state;
extern TaskState double_fault_task;

// Before the GDT is loaded, whose task segments lead to them. Needs the kernel's final addresses.
void fill_task_states();

} // namespace pepin
