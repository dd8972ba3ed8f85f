#include "gdt.hpp"

#include "descriptor.hpp"
#include "tss.hpp"

extern "C" const pepin::Word gate_entries[PIP_SERVICE_COUNT]; // entry.S

namespace pepin {

namespace {

// Access bytes: present, privilege, type; the accessed bit is set so that the processor need not.
constexpr Word kernel_code = 0x9B, kernel_data = 0x93, user_code = 0xFB, user_data = 0xF3, task = 0x89;
constexpr Word user_call_gate = 0xEC;

// All of the address space, in 4 KiB units, 32 bits.
constexpr Descriptor flat(Word access) { return segment(0, 0xFFFFF, access, 0xC); }
static_assert(flat(kernel_code) == 0x00CF9B000000FFFF);

Descriptor segments[double_fault_segment + 1] = {0, flat(kernel_code), flat(kernel_data), flat(user_code),
                                                 flat(user_data)};

Descriptor task_segment(const TaskState& state) {
    return segment(address_of(&state), sizeof state - 1, task, 0);
}

void fill_segments() {
    segments[PIP_I386_TASK_STATE / 8] = task_segment(task_state);
    for (Word service = 0; service < PIP_SERVICE_COUNT; ++service)
        segments[first_gate + service] = gate(PIP_I386_KERNEL_CODE, gate_entries[service], user_call_gate);
    segments[double_fault_segment] = task_segment(double_fault_task);
}

} // namespace

void load_gdt() {
    fill_segments();
    const TableRegister gdt{sizeof segments - 1, address_of(segments)};
    asm volatile("lgdt %0\n\t"
                 "ljmp %1, $1f\n"
                 "1:\n\t"
                 "movl %2, %%ss\n\t"
                 "movl %3, %%ds\n\t"
                 "movl %3, %%es\n\t"
                 "movl %4, %%fs\n\t"
                 "movl %4, %%gs\n\t"
                 "lldt %w4\n\t"
                 "ltr %w5"
                 :
                 : "m"(gdt), "i"(PIP_I386_KERNEL_CODE), "r"(PIP_I386_KERNEL_DATA), "r"(PIP_I386_USER_DATA),
                   "r"(0), "r"(PIP_I386_TASK_STATE)
                 : "memory");
}

} // namespace pepin
