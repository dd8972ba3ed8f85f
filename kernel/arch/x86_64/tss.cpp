#include "tss.hpp"

#include "descriptor.hpp"
#include "entry.h"

extern "C" const char kernel_stack_top[], interrupt_stacks[]; // boot.S

namespace pepin {

TaskState task_state{};

void fill_task_state() {
    task_state.rsp[0] = address_of(kernel_stack_top);
    constexpr Word stacks[] = {STACK_DEBUG, STACK_NON_MASKABLE, STACK_MACHINE_CHECK, STACK_DOUBLE_FAULT};
    for (const Word stack : stacks)
        task_state.interrupt_stacks[stack - 1] = address_of(interrupt_stacks) + stack * INTERRUPT_STACK_SIZE;
    // Beyond the segment's limit: there is no bitmap, and ring 3 has no ports.
    task_state.io_bitmap = sizeof(TaskState);
}

} // namespace pepin
