/* What test applications have to know of every PC: a clock that tasks can read, a device that interrupts
 * again and again, and the console's receiver. */
#ifndef RTOS_TESTS_PC_H
#define RTOS_TESTS_PC_H

#include <pip/api.h>
#include <stdint.h>

#include "FreeRTOS.h"

/* Counts instructions where the emulator does (--icount). */
static inline uint32_t clock_now(void) {
    uint32_t low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return low;
}

/* The real-time clock's periodic interrupt, 1,024 a second: the firmware's rate. Source: Motorola MC146818,
 * registers B and C. */
enum { DEVICE_LINE = portINTERRUPT_REAL_TIME_CLOCK, DEVICE_OTHER_LINE = DEVICE_LINE /* it has one */ };
enum { CLOCK_INDEX = 0x70, CLOCK_DATA, CLOCK_CONTROL = 0x0b, CLOCK_FLAGS, CLOCK_PERIODIC = 0x40 };

static inline uint32_t device_read(uint32_t index) {
    Pip_Outb_Result(CLOCK_INDEX, index);
    return (uint32_t)Pip_Inb_Result(CLOCK_DATA).value;
}

static inline void device_control(uint32_t set, uint32_t cleared) {
    const uint32_t control = device_read(CLOCK_CONTROL); /* leaves its index */
    Pip_Outb_Result(CLOCK_DATA, (control | set) & ~cleared);
}

/* The next interrupt comes only after the flags have been read. */
static inline void device_go_on(void) { device_read(CLOCK_FLAGS); }

static inline void device_start(void) {
    device_go_on();
    device_control(CLOCK_PERIODIC, 0);
}

static inline void device_stop(void) {
    device_control(0, CLOCK_PERIODIC);
    device_go_on();
}

/* For somebody who must not: a fault, or a refusal, for which 0 is returned. */
static inline int device_is_there(void) { return Pip_Inb_Result(CLOCK_DATA).error == PIP_ERROR_NONE; }

/* The first serial port. Source: National Semiconductor PC16550D. */
enum {
    SERIAL = 0x3f8,
    SERIAL_ENABLE,
    SERIAL_MODEM = 0x3fc,
    SERIAL_LINE,
    SERIAL_RECEIVED = 1,
    SERIAL_INTERRUPT_GATE = 8
};

static inline void console_listen(void) {
    Pip_Outb_Result(SERIAL_MODEM, Pip_Inb_Result(SERIAL_MODEM).value | SERIAL_INTERRUPT_GATE);
    Pip_Outb_Result(SERIAL_ENABLE, SERIAL_RECEIVED);
}

/* The next character that has come, or -1. */
static inline int console_read(void) {
    return Pip_Inb_Result(SERIAL_LINE).value & SERIAL_RECEIVED ? (int)Pip_Inb_Result(SERIAL).value : -1;
}

#endif
