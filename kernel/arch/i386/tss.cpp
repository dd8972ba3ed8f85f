#include "tss.hpp"

#include "arch/x86/registers.hpp"
#include "descriptor.hpp"
#include "entry.h"
#include "panic.hpp"

extern "C" const char kernel_stack_top[]; // boot.S

namespace pepin {

TaskState task_state{};
TaskState double_fault_task{};

namespace {

alignas(16) char double_fault_stack[4096];

} // namespace

void fill_task_states() {
    task_state.esp0 = address_of(kernel_stack_top);
    task_state.ss0 = PIP_I386_KERNEL_DATA;
    // Beyond the segment's limit: there is no bitmap, and ring 3 has no ports.
    task_state.io_bitmap = sizeof(TaskState);

    double_fault_task.cr3 = read_cr3();
    double_fault_task.eip = reinterpret_cast<Word>(&handle_double_fault);
    double_fault_task.eflags = FLAGS_NONE;
    double_fault_task.esp = address_of(double_fault_stack + sizeof double_fault_stack);
    double_fault_task.cs = PIP_I386_KERNEL_CODE;
    double_fault_task.ss = double_fault_task.ds = double_fault_task.es = PIP_I386_KERNEL_DATA;
    double_fault_task.io_bitmap = sizeof(TaskState);
}

} // namespace pepin
