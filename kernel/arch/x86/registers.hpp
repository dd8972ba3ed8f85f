// Registers that have instructions of their own: control registers, model-specific registers, and what CPUID
// answers. Source: Intel SDM volume 2.
#pragma once

#include "core/types.hpp"

namespace pepin {

[[nodiscard]] inline Word read_cr0() {
    Word value;
    asm volatile("mov %%cr0, %0" : "=r"(value));
    return value;
}
inline void write_cr3(Word value) { asm volatile("mov %0, %%cr3" : : "r"(value) : "memory"); }
inline void write_cr0(Word value) { asm volatile("mov %0, %%cr0" : : "r"(value) : "memory"); }
[[nodiscard]] inline Word read_cr2() {
    Word value;
    asm volatile("mov %%cr2, %0" : "=r"(value));
    return value;
}
[[nodiscard]] inline Word read_cr3() {
    Word value;
    asm volatile("mov %%cr3, %0" : "=r"(value));
    return value;
}

[[nodiscard]] inline std::uint64_t read_msr(std::uint32_t number) {
    std::uint32_t low, high;
    asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(number));
    return low | std::uint64_t{high} << 32;
}
inline void write_msr(std::uint32_t number, std::uint64_t value) {
    asm volatile("wrmsr"
                 :
                 : "c"(number), "a"(static_cast<std::uint32_t>(value)),
                   "d"(static_cast<std::uint32_t>(value >> 32)));
}

struct CpuidRegisters {
    std::uint32_t eax, ebx, ecx, edx;
};
[[nodiscard]] inline CpuidRegisters cpuid(std::uint32_t leaf, std::uint32_t subleaf = 0) {
    CpuidRegisters result{};
    asm volatile("cpuid"
                 : "=a"(result.eax), "=b"(result.ebx), "=c"(result.ecx), "=d"(result.edx)
                 : "a"(leaf), "c"(subleaf));
    return result;
}

} // namespace pepin
