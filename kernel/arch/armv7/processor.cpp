// Address spaces, caches, and the registers that user mode shares with nobody: floating point and TPIDRURW.
// Source: ARM ARM B4 (system control registers), B3.10 (TLB maintenance).
#include "processor.hpp"

#include "core/events.hpp"
#include "core/partition.hpp"
#include "machine.hpp"

using namespace pepin;

extern "C" {
extern const char exception_vectors[]; // entry.S
void save_floating_point(void* state);
void load_floating_point(const void* state);
}

namespace {

// Bytes of the shortest line of the data caches, from CTR.DminLine.
[[nodiscard]] Word cache_line() {
    Word type;
    asm("mrc p15, 0, %0, c0, c0, 1" : "=r"(type));
    return 4U << (type >> 16 & 0xF);
}

void barrier() { asm volatile("dsb\n\tisb" : : : "memory"); }

// A copy of FPEXC.EN, so that it is written only where it changes.
bool floating_point_enabled = false;

void enable_floating_point(bool on) {
    if (floating_point_enabled == on) return;
    floating_point_enabled = on;
    asm volatile(".fpu neon-vfpv4\n\tvmsr fpexc, %0" : : "r"(on ? 1U << 30 : 0U) : "memory");
}

} // namespace

void pepin::processor_initialise() {
    asm volatile("mcr p15, 0, %0, c12, c0, 0" : : "r"(exception_vectors)); // VBAR
    Word value;
    // CPACR: floating point for all, where FPEXC enables it.
    asm volatile("mrc p15, 0, %0, c1, c0, 2\n\torr %0, %0, #0xF00000\n\tmcr p15, 0, %0, c1, c0, 2\n\tisb" : "=r"(value));
    asm volatile(".fpu neon-vfpv4\n\tvmsr fpexc, %0" : : "r"(0));
    // Of what user mode could use beside its own registers, only the virtual counter stays: it tells the time.
    constexpr Word user_reads_virtual_counter = 1U << 1;
    asm volatile("mcr p15, 0, %0, c14, c1, 0" : : "r"(user_reads_virtual_counter)); // CNTKCTL: neither the physical counter nor timers
    asm volatile("mcr p15, 0, %0, c9, c14, 0" : : "r"(0));                          // PMUSERENR: no performance counters
    asm volatile("mcr p14, 6, %0, c0, c0, 0" : : "r"(1));                           // TEECR.XED: no ThumbEE registers
    constexpr Word user_debug_channel_disabled = 1U << 12;
    asm volatile("mcr p14, 0, %0, c0, c2, 2" : : "r"(user_debug_channel_disabled)); // DBGDSCR: the debugger's channel is not for partitions
    asm volatile("mcr p15, 0, %0, c13, c0, 2" : : "r"(0));                          // TPIDRURW
    asm volatile("mcr p15, 0, %0, c13, c0, 3" : : "r"(0));                          // TPIDRURO
    asm volatile("isb");
}

bool pepin::provide_floating_point() {
    if (floating_point_enabled) return false;
    enable_floating_point(true);
    floating_point_unavailable();
    return true;
}

// Translations carry no number of their address space (ASID 0 is everybody's), so those of the former one go; the kernel's are global and
// stay. Nothing can be translated in between that the kernel would use: it touches no user address.
void architecture_activate(Word root_frame) {
    constexpr Word walk_attributes = 0x48, split_at_1_gib = 2;
    const Word table = root_frame << Architecture::page_bits | walk_attributes;
    barrier();
    asm volatile("mcr p15, 0, %0, c2, c0, 0\n\tisb" : : "r"(table) : "memory"); // TTBR0
    asm volatile("mcr p15, 0, %0, c2, c0, 2\n\tisb" : : "r"(split_at_1_gib) : "memory"); // TTBCR: it is walked, from the first one on
    asm volatile("mcr p15, 0, %0, c8, c7, 2" : : "r"(0) : "memory");            // TLBIASID
    asm volatile("mcr p15, 0, %0, c7, c5, 6" : : "r"(0) : "memory");            // BPIALL: so that nobody steers another's guesses
    barrier();
    enable_floating_point(kernel_state.current == kernel_state.floating_point_owner);
}

void architecture_forget_translation(Word page_number) {
    asm volatile("dsb" : : : "memory"); // the entry is written before a walk can read it again
    asm volatile("mcr p15, 0, %0, c8, c7, 1" : : "r"(page_number << Architecture::page_bits) : "memory"); // TLBIMVA, ASID 0
    barrier();
}

void architecture_synchronise_instructions(Word frame) {
    const auto first = reinterpret_cast<std::uintptr_t>(&physical_memory[frame]);
    const Word line = cache_line();
    for (std::uintptr_t address = first; address < first + page_size; address += line)
        asm volatile("mcr p15, 0, %0, c7, c11, 1" : : "r"(address) : "memory"); // DCCMVAU
    asm volatile("dsb" : : : "memory");
    asm volatile("mcr p15, 0, %0, c7, c5, 0" : : "r"(0) : "memory"); // ICIALLU: of lines that are found by virtual address, all
    asm volatile("mcr p15, 0, %0, c7, c5, 6" : : "r"(0) : "memory");
    barrier();
}

Word architecture_switch_thread_register(Word value) {
    Word before;
    asm volatile("mrc p15, 0, %0, c13, c0, 2" : "=r"(before));
    asm volatile("mcr p15, 0, %0, c13, c0, 2" : : "r"(value));
    return before;
}

// The owner's registers are saved when another partition has just been given the right to use them.
void architecture_save_floating_point(Word frame) { save_floating_point(&physical_memory[frame]); }

void architecture_load_floating_point(Word frame) { load_floating_point(&physical_memory[frame]); }

// All zeros: 32 registers, and FPSCR: round to nearest, no exceptions, no default NaN.
void architecture_reset_floating_point() {
    alignas(8) static constexpr std::array<Word, 65> clean{};
    load_floating_point(&clean);
}
