/* The keyboard on raspi2b: what is typed arrives at the second UART, whose registers root has at their own
 * address. */
#ifndef LAUNCHER_KEYBOARD_H
#define LAUNCHER_KEYBOARD_H

#include <pip/abi.h>
#include <stdint.h>

enum {
    /* of root's VIDT: that of all peripherals */
    KEYBOARD_ENTRY = PIP_ARMV7_FIRST_INTERRUPT + PIP_ARMV7_PERIPHERALS,
    KEYBOARD_DATA = 0x3f215040,
    KEYBOARD_INTERRUPT_ENABLE = 0x3f215044,
    KEYBOARD_RECEIVED = 1,
};

static inline void keyboard_initialise(void) {
    *(volatile uint32_t*)KEYBOARD_INTERRUPT_ENABLE = KEYBOARD_RECEIVED;
}

/* The interrupt goes on until the byte is read. */
static inline uint32_t keyboard_read(void) { return *(volatile uint32_t*)KEYBOARD_DATA & 0xff; }

#endif
