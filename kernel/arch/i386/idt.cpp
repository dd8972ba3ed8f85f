#include "idt.hpp"

#include "descriptor.hpp"
#include "entry.h"

extern "C" const char trap_entries[]; // entry.S

namespace pepin {

namespace {

constexpr Word kernel_interrupt_gate = 0x8E, user_interrupt_gate = 0xEE, kernel_task_gate = 0x85;

Descriptor vectors[TRAP_COUNT];

// `int n` of a partition reaches software interrupts alone: any other vector would let it forge a fault or an
// interrupt.
void fill_vectors() {
    for (Word vector = 0; vector < TRAP_COUNT; ++vector) {
        const Word type = vector >= PIP_VIDT_FIRST_SOFTWARE ? user_interrupt_gate : kernel_interrupt_gate;
        vectors[vector] =
            gate(PIP_I386_KERNEL_CODE, address_of(trap_entries) + vector * TRAP_ENTRY_SIZE, type);
    }
    vectors[VECTOR_DOUBLE_FAULT] = gate(double_fault_segment * 8, 0, kernel_task_gate);
}

} // namespace

void load_idt() {
    fill_vectors();
    const TableRegister idt{sizeof vectors - 1, address_of(vectors)};
    asm volatile("lidt %0" : : "m"(idt) : "memory");
}

} // namespace pepin
