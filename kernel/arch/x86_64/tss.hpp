// The task state: the stacks on which the kernel is entered. Source: Intel SDM volume 3, 7.7.
#pragma once

#include "core/types.hpp"

namespace pepin {

struct [[gnu::packed]] TaskState {
    std::uint32_t reserved_0;
    Word rsp[3];
    Word reserved_1;
    Word interrupt_stacks[7]; // STACK_* of entry.h is the number of one, from 1
    Word reserved_2;
    std::uint16_t reserved_3;
    std::uint16_t io_bitmap;
};
static_assert(sizeof(TaskState) == 104);

extern TaskState task_state;

// Before the GDT is loaded, which leads to it.
void fill_task_state();

} // namespace pepin
