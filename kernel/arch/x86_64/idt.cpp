#include "idt.hpp"

#include "descriptor.hpp"
#include "entry.h"
#include "interrupts.hpp"

extern "C" const char trap_entries[]; // entry.S

namespace pepin {

namespace {

constexpr Word kernel_gate = 0x8E, user_gate = 0xEE;

InterruptGate vectors[TRAP_COUNT];

[[nodiscard]] constexpr Word stack_of(Word vector) {
    switch (vector) {
    case VECTOR_DEBUG: return STACK_DEBUG;
    case VECTOR_NON_MASKABLE: return STACK_NON_MASKABLE;
    case VECTOR_MACHINE_CHECK: return STACK_MACHINE_CHECK;
    case VECTOR_DOUBLE_FAULT: return STACK_DOUBLE_FAULT;
    default: return 0;
    }
}

} // namespace

// `int n` of a partition reaches software interrupts alone: any other vector would let it forge a fault or an
// interrupt.
void load_idt() {
    for (Word vector = 0; vector < TRAP_COUNT; ++vector)
        vectors[vector] = interrupt_gate(
            PIP_X86_64_KERNEL_CODE, address_of(trap_entries) + vector * TRAP_ENTRY_SIZE, stack_of(vector),
            vector >= PIP_VIDT_FIRST_SOFTWARE && vector != spurious_vector ? user_gate : kernel_gate);
    const TableRegister idt{sizeof vectors - 1, address_of(vectors)};
    asm volatile("lidt %0" : : "m"(idt) : "memory");
}

} // namespace pepin
