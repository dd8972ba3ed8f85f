// Instructions that were written as data. Source: ARM ARM B2.2 (caches), B4.2.1 (their maintenance).
#include "barrier.hpp"
#include "core/partition.hpp"

using namespace pepin;

namespace {

// Bytes of the shortest line of the data caches, from CTR.DminLine.
[[nodiscard]] Word cache_line() {
    Word type;
    asm("mrc p15, 0, %0, c0, c0, 1" : "=r"(type));
    return 4U << (type >> 16 & 0xF);
}

} // namespace

void architecture_synchronise_instructions(Word frame) {
    const auto first = reinterpret_cast<std::uintptr_t>(&physical_memory[frame]);
    const Word line = cache_line();
    for (std::uintptr_t address = first; address < first + page_size; address += line)
        asm volatile("mcr p15, 0, %0, c7, c11, 1" : : "r"(address) : "memory"); // DCCMVAU
    asm volatile("dsb" : : : "memory");
    // ICIALLU: of lines that are found by virtual address, all
    asm volatile("mcr p15, 0, %0, c7, c5, 0" : : "r"(0) : "memory");
    asm volatile("mcr p15, 0, %0, c7, c5, 6" : : "r"(0) : "memory");
    barrier();
}
