/* The floating-point registers of x87, MMX and SSE. Source: Intel's manual, volume 2, FXSAVE and FNSAVE. */
#ifndef RTOS_FLOATING_POINT_H
#define RTOS_FLOATING_POINT_H

#include <cpuid.h>
#include <stdint.h>

typedef struct floating_point {
    uint32_t words[128];
} __attribute__((aligned(16))) floating_point_t;

/* Every 64-bit processor has it. */
static inline int has_fxsave(void) {
    if (sizeof(void*) == 8) return 1;
    uint32_t eax, ebx, ecx, edx;
    return __get_cpuid(1, &eax, &ebx, &ecx, &edx) && (edx >> 24 & 1);
}

static inline void save_floating_point(floating_point_t* to) {
    if (has_fxsave())
        __asm__ volatile("fxsave (%0)" : : "r"(to) : "memory");
    else
        __asm__ volatile("fnsave (%0)" : : "r"(to) : "memory");
}

static inline void load_floating_point(const floating_point_t* from) {
    if (has_fxsave())
        __asm__ volatile("fxrstor (%0)" : : "r"(from) : "memory");
    else
        __asm__ volatile("frstor (%0)" : : "r"(from) : "memory");
}

/* As a task finds them: no exception is unmasked, all registers are empty. */
static inline void clear_floating_point(floating_point_t* registers) {
    if (has_fxsave())
        *registers = (floating_point_t){{0x037f, 0, 0, 0, 0, 0, 0x1f80}};
    else
        *registers = (floating_point_t){{0xffff037f, 0xffff0000, 0xffffffff}};
}

#endif
