// What the processor has, and the bases of segments.
#include <cpuid.h>

#include "assembly.hpp"
#include "x86/machine.hpp"

namespace adversary {

namespace {

struct Extended {
    std::uint32_t ebx, ecx;
};

Extended extended_features() {
    std::uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
    __cpuid(0, eax, ebx, ecx, edx);
    if (eax < 7) return {0, 0};
    __cpuid_count(7, 0, eax, ebx, ecx, edx);
    return {ebx, ecx};
}

} // namespace

std::uint32_t processor_features() {
    std::uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
    __cpuid(1, eax, ebx, ecx, edx);
    return edx;
}

bool has_base_instructions() { return (extended_features().ebx & 1) != 0; }
bool has_instruction_prevention() { return (extended_features().ecx >> 2 & 1) != 0; }

Word read_fs_base() {
    Word base;
    asm volatile("rdfsbase %0" : "=r"(base));
    return base;
}
Word read_gs_base() {
    Word base;
    asm volatile("rdgsbase %0" : "=r"(base));
    return base;
}
void set_fs_base(Word base) { asm volatile("wrfsbase %0" : : "r"(base)); }
void set_gs_base(Word base) { asm volatile("wrgsbase %0" : : "r"(base)); }

} // namespace adversary
