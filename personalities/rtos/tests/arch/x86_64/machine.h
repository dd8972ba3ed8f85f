/* What test applications have to know of a 64-bit PC. */
#ifndef RTOS_TESTS_MACHINE_H
#define RTOS_TESTS_MACHINE_H

#include "../x86/pc.h"

#define KERNEL_ADDRESS 0xffff800040200000u /* in the kernel */

/* A call of another system's: Linux's getpid. */
#define FOREIGN_CALL() __asm__ volatile("syscall" : : "a"(39L) : "rcx", "r11", "rdx", "memory")

/* How results are rounded, 0 to 3: a part of SSE's registers that calls leave alone. */
static inline void set_rounding(uint32_t mode) {
    const uint32_t control = 0x1f80 | mode << 13;
    __asm__ volatile("ldmxcsr %0" : : "m"(control));
}

static inline uint32_t get_rounding(void) {
    uint32_t control;
    __asm__ volatile("stmxcsr %0" : "=m"(control));
    return control >> 13 & 3;
}

#endif
