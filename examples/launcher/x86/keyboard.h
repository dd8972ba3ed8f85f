/* The keyboard of a PC. */
#ifndef LAUNCHER_X86_KEYBOARD_H
#define LAUNCHER_X86_KEYBOARD_H

#include <pip/api.h>

enum {
    KEYBOARD_ENTRY = 33, /* of root's VIDT: interrupt line 1 */
    KEYBOARD_DATA = 0x60,
};

static inline void keyboard_initialise(void) { /* The firmware has left it ready. */ }

/* The controller sends no further interrupt before the byte is read. */
static inline uint32_t keyboard_read(void) { return (uint32_t)Pip_Inb(KEYBOARD_DATA); }

#endif
