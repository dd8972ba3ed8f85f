/* What test applications have to know of raspi2b: a clock that tasks can read, a device that interrupts again
 * and again, and the console's receiver. Source: BCM2835 ARM Peripherals, chapters 2 and 12. */
#ifndef RTOS_TESTS_MACHINE_H
#define RTOS_TESTS_MACHINE_H

#include <stdint.h>

#include "FreeRTOS.h"

#define KERNEL_ADDRESS 0xc1100000u /* in the kernel */

/* The virtual counter, which counts instructions where the emulator does (--icount). */
static inline uint32_t clock_now(void) {
    uint32_t low, high;
    __asm__ volatile("isb\n\tmrrc p15, 1, %0, %1, c14" : "=r"(low), "=r"(high) : : "memory");
    return low;
}

/* How results are rounded, 0 to 3: a part of the floating-point registers that calls leave alone. */
static inline void set_rounding(uint32_t mode) {
    __asm__ volatile(".fpu neon-vfpv4\n\tvmsr fpscr, %0" : : "r"(mode << 22));
}

static inline uint32_t get_rounding(void) {
    uint32_t status;
    __asm__ volatile(".fpu neon-vfpv4\n\tvmrs %0, fpscr" : "=r"(status));
    return status >> 22 & 3;
}

/* The system timer, whose comparator 1 is set to a millisecond ahead again and again. */
enum {
    DEVICE_LINE = portINTERRUPT_SYSTEM_TIMER_1,
    DEVICE_OTHER_LINE = portINTERRUPT_SYSTEM_TIMER_3,
    DEVICE_MICROSECONDS = 1000
};
#define DEVICE_COUNTER (*(volatile uint32_t*)0x3f003004)
#define DEVICE_COMPARATOR (*(volatile uint32_t*)0x3f003010)

/* Where the time has passed before it was written, there is no match: it is written anew then, perhaps once
 * too often. */
static inline void device_go_on(void) {
    uint32_t time;
    do {
        time = DEVICE_COUNTER + DEVICE_MICROSECONDS;
        DEVICE_COMPARATOR = time;
    } while ((int32_t)(DEVICE_COUNTER - time) >= 0);
}

static inline void device_start(void) { device_go_on(); }

static inline void device_stop(void) { DEVICE_COMPARATOR = DEVICE_COUNTER - 1; /* in more than an hour */ }

/* For somebody who must not: a fault, or a refusal, for which 0 is returned. */
static inline int device_is_there(void) {
    (void)DEVICE_COUNTER;
    return 1;
}

/* The second UART. */
#define SERIAL_DATA (*(volatile uint32_t*)0x3f215040)
#define SERIAL_ENABLE (*(volatile uint32_t*)0x3f215044)
#define SERIAL_LINE (*(volatile uint32_t*)0x3f215054)
enum { SERIAL_RECEIVED = 1 };

static inline void console_listen(void) { SERIAL_ENABLE = SERIAL_RECEIVED; }

/* The next character that has come, or -1. */
static inline int console_read(void) {
    return SERIAL_LINE & SERIAL_RECEIVED ? (int)(SERIAL_DATA & 0xff) : -1;
}

#endif
