// Address spaces, and the translations that the processor keeps of them. Source: ARM ARM B3.10 (TLB
// maintenance).
#include "barrier.hpp"
#include "core/partition.hpp"
#include "fpu.hpp"

using namespace pepin;

// Translations carry no number of their address space (ASID 0 is everybody's), so those of the former one go;
// the kernel's are global and stay. Nothing can be translated in between that the kernel would use: it
// touches no user address.
void architecture_activate(Word root_frame) {
    constexpr Word walk_attributes = 0x48, split_at_1_gib = 2;
    const Word table = root_frame << Architecture::page_bits | walk_attributes;
    barrier();
    asm volatile("mcr p15, 0, %0, c2, c0, 0\n\tisb" : : "r"(table) : "memory"); // TTBR0
    // TTBCR: it is walked, from the first one on
    asm volatile("mcr p15, 0, %0, c2, c0, 2\n\tisb" : : "r"(split_at_1_gib) : "memory");
    asm volatile("mcr p15, 0, %0, c8, c7, 2" : : "r"(0) : "memory"); // TLBIASID
    // BPIALL: so that nobody steers another's guesses
    asm volatile("mcr p15, 0, %0, c7, c5, 6" : : "r"(0) : "memory");
    barrier();
    enable_floating_point(kernel_state.current == kernel_state.floating_point_owner);
}

void architecture_forget_translation(Word page_number) {
    asm volatile("dsb" : : : "memory"); // the entry is written before a walk can read it again
    // TLBIMVA, ASID 0
    asm volatile("mcr p15, 0, %0, c8, c7, 1" : : "r"(page_number << Architecture::page_bits) : "memory");
    barrier();
}
