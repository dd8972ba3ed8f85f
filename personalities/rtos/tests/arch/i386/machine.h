/* What test applications have to know of a PC. */
#ifndef RTOS_TESTS_MACHINE_H
#define RTOS_TESTS_MACHINE_H

#include "../x86/pc.h"

#define KERNEL_ADDRESS 0xc1100000u /* in the kernel */

/* How results are rounded, 0 to 3: a part of the floating-point registers that calls leave alone. */
static inline void set_rounding(uint32_t mode) {
    const uint16_t control = (uint16_t)(0x37f | mode << 10);
    __asm__ volatile("fldcw %0" : : "m"(control));
}

static inline uint32_t get_rounding(void) {
    uint16_t control;
    __asm__ volatile("fnstcw %0" : "=m"(control));
    return control >> 10 & 3;
}

#endif
