// System control registers. Source: ARM ARM B4.
#include "processor.hpp"

#include "core/partition.hpp"

using namespace pepin;

extern "C" const char exception_vectors[]; // entry.S

void pepin::processor_initialise() {
    asm volatile("mcr p15, 0, %0, c12, c0, 0" : : "r"(exception_vectors)); // VBAR
    Word value;
    // CPACR: floating point for all, where FPEXC enables it.
    asm volatile("mrc p15, 0, %0, c1, c0, 2\n\torr %0, %0, #0xF00000\n\tmcr p15, 0, %0, c1, c0, 2\n\tisb"
                 : "=r"(value));
    asm volatile(".fpu neon-vfpv4\n\tvmsr fpexc, %0" : : "r"(0));
    // Of what user mode could use beside its own registers, only the virtual counter stays: it tells the
    // time.
    constexpr Word user_reads_virtual_counter = 1U << 1;
    // CNTKCTL: neither the physical counter nor timers
    asm volatile("mcr p15, 0, %0, c14, c1, 0" : : "r"(user_reads_virtual_counter));
    // PMUSERENR: no performance counters
    asm volatile("mcr p15, 0, %0, c9, c14, 0" : : "r"(0));
    // TEECR.XED: no ThumbEE registers
    asm volatile("mcr p14, 6, %0, c0, c0, 0" : : "r"(1));
    constexpr Word user_debug_channel_disabled = 1U << 12;
    // DBGDSCR: the debugger's channel is not for partitions
    asm volatile("mcr p14, 0, %0, c0, c2, 2" : : "r"(user_debug_channel_disabled));
    asm volatile("mcr p15, 0, %0, c13, c0, 2" : : "r"(0)); // TPIDRURW
    asm volatile("mcr p15, 0, %0, c13, c0, 3" : : "r"(0)); // TPIDRURO
    asm volatile("isb");
}

Word architecture_switch_thread_register(Word value) {
    Word before;
    asm volatile("mrc p15, 0, %0, c13, c0, 2" : "=r"(before));
    asm volatile("mcr p15, 0, %0, c13, c0, 2" : : "r"(value));
    return before;
}
