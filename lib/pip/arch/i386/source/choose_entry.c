#include "pip/arch_api.h"

#include <cpuid.h>
#include <stdint.h>

#include "state.h"

/* Read by the stubs in services.S. */
PIP_STATE uint32_t pip_entry = PIP_ENTRY_UNKNOWN;

/* Processors without CPUID (80386, early 80486) do not let the ID flag be changed. */
static int has_cpuid(void) {
    const uint32_t id = 1u << 21;
    uint32_t before, after;
    __asm__ volatile("pushfl\n\t"
                     "popl %0\n\t"
                     "movl %0, %1\n\t"
                     "xorl %2, %1\n\t"
                     "pushl %1\n\t"
                     "popfl\n\t"
                     "pushfl\n\t"
                     "popl %1\n\t"
                     "pushl %0\n\t"
                     "popfl"
                     : "=&r"(before), "=&r"(after)
                     : "i"(id)
                     : "cc");
    return ((before ^ after) & id) != 0;
}

static int has_sysenter(void) {
    if (!has_cpuid()) return 0;
    uint32_t eax, ebx, ecx, edx;
    __cpuid(0, eax, ebx, ecx, edx);
    if (eax < 1) return 0;
    __cpuid(1, eax, ebx, ecx, edx);
    const uint32_t stepping = eax & 15, model = eax >> 4 & 15, family = eax >> 8 & 15, sep = 1u << 11;
    /* The first Pentium Pro reports the feature without having it (Intel's manual, SYSENTER). */
    if (family == 6 && model < 3 && stepping < 3) return 0;
    return (edx & sep) != 0;
}

uint32_t Pip_Choose_Entry(uint32_t way) {
    pip_entry = way != PIP_ENTRY_GATES && has_sysenter() ? PIP_ENTRY_FAST : PIP_ENTRY_GATES;
    return pip_entry;
}
