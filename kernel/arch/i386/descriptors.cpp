#include "descriptors.hpp"

#include "dump.hpp"
#include "entry.h"
#include "machine.hpp"
#include "processor.hpp"

extern "C" {
extern const pepin::Word gate_entries[PIP_SERVICE_COUNT]; // entry.S
extern const char trap_entries[];
extern const char kernel_stack_top[]; // boot.S
}

namespace pepin {

TaskState task_state{};
TaskState double_fault_task{};

namespace {

using Descriptor = std::uint64_t;

constexpr Word first_gate = PIP_I386_FIRST_SELECTOR / 8;
constexpr Word double_fault_segment = first_gate + PIP_SERVICE_COUNT;

// Access bytes: present, privilege, type; the accessed bit is set so that the processor need not.
constexpr Word kernel_code = 0x9B, kernel_data = 0x93, user_code = 0xFB, user_data = 0xF3, task = 0x89;
constexpr Word user_call_gate = 0xEC, kernel_interrupt_gate = 0x8E, user_interrupt_gate = 0xEE, kernel_task_gate = 0x85;

constexpr Descriptor segment(Word base, Word limit, Word access, Word flags) {
    return (limit & 0xFFFF) | Descriptor{base & 0xFFFFFF} << 16 | Descriptor{access} << 40 | Descriptor{limit >> 16 | flags << 4} << 48 |
           Descriptor{base >> 24} << 56;
}

// All of the address space, in 4 KiB units, 32 bits.
constexpr Descriptor flat(Word access) { return segment(0, 0xFFFFF, access, 0xC); }
static_assert(flat(kernel_code) == 0x00CF9B000000FFFF);

constexpr Descriptor gate(Word selector, Word offset, Word type) {
    return (offset & 0xFFFF) | selector << 16 | Descriptor{(offset & 0xFFFF0000) | type << 8} << 32;
}

Descriptor segments[double_fault_segment + 1] = {0, flat(kernel_code), flat(kernel_data), flat(user_code), flat(user_data)};
Descriptor vectors[TRAP_COUNT];
alignas(16) char double_fault_stack[4096];

template <class T> Word address_of(const T* object) { return reinterpret_cast<Word>(object); }

Descriptor task_segment(const TaskState& state) { return segment(address_of(&state), sizeof state - 1, task, 0); }

void fill_tasks() {
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

void fill_segments() {
    segments[PIP_I386_TASK_STATE / 8] = task_segment(task_state);
    for (Word service = 0; service < PIP_SERVICE_COUNT; ++service)
        segments[first_gate + service] = gate(PIP_I386_KERNEL_CODE, gate_entries[service], user_call_gate);
    segments[double_fault_segment] = task_segment(double_fault_task);
}

// `int n` of a partition reaches software interrupts alone: any other vector would let it forge a fault or an interrupt.
void fill_vectors() {
    for (Word vector = 0; vector < TRAP_COUNT; ++vector) {
        const Word type = vector >= PIP_VIDT_FIRST_SOFTWARE ? user_interrupt_gate : kernel_interrupt_gate;
        vectors[vector] = gate(PIP_I386_KERNEL_CODE, address_of(trap_entries) + vector * TRAP_ENTRY_SIZE, type);
    }
    vectors[VECTOR_DOUBLE_FAULT] = gate(double_fault_segment * 8, 0, kernel_task_gate);
}

// The operand of lgdt and lidt.
struct [[gnu::packed]] TableRegister {
    std::uint16_t limit;
    Word base;
};

} // namespace

void descriptors_initialise() {
    fill_tasks();
    fill_segments();
    fill_vectors();
    const TableRegister gdt{sizeof segments - 1, address_of(segments)};
    const TableRegister idt{sizeof vectors - 1, address_of(vectors)};
    asm volatile("lgdt %0\n\t"
                 "lidt %1\n\t"
                 "ljmp %2, $1f\n"
                 "1:\n\t"
                 "movl %3, %%ss\n\t"
                 "movl %4, %%ds\n\t"
                 "movl %4, %%es\n\t"
                 "movl %5, %%fs\n\t"
                 "movl %5, %%gs\n\t"
                 "lldt %w5\n\t"
                 "ltr %w6"
                 :
                 : "m"(gdt), "m"(idt), "i"(PIP_I386_KERNEL_CODE), "r"(PIP_I386_KERNEL_DATA), "r"(PIP_I386_USER_DATA), "r"(0),
                   "r"(PIP_I386_TASK_STATE)
                 : "memory");
}

} // namespace pepin
