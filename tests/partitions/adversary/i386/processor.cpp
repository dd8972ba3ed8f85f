// What the processor has.
#include <cpuid.h>

#include "x86/machine.hpp"

namespace adversary {

std::uint32_t processor_features() {
    // As in libpip: processors without CPUID do not let the ID flag be changed.
    std::uint32_t before = 0, after = 0;
    asm volatile("pushfl\n\tpopl %0\n\tmovl %0, %1\n\txorl $0x200000, %1\n\tpushl "
                 "%1\n\tpopfl\n\tpushfl\n\tpopl %1\n\tpushl %0\n\tpopfl"
                 : "=&r"(before), "=&r"(after)::"cc");
    if (((before ^ after) & 0x200000) == 0) return 0;
    std::uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
    __cpuid(1, eax, ebx, ecx, edx);
    return edx;
}

} // namespace adversary
