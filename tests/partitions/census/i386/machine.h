/* What the census needs to know of i386. */
#ifndef CENSUS_MACHINE_H
#define CENSUS_MACHINE_H

#include <pip/api.h>

#include "layout.h"

/* Instructions that end in the parent, and what to add to where they are saved so that they are not repeated.
 */
enum { HAS_SOFTWARE_INTERRUPTS = 1, INVALID_INSTRUCTION_BYTES = 2, READ_WORD_BYTES = 2 };

static inline void execute_invalid_instruction(void) { __asm__ volatile("ud2" : : : "memory"); }

static inline void read_word(uint32_t address) {
    __asm__ volatile("movl (%%eax), %%eax" : "+a"(address) : : "memory");
}

static inline void interrupt_by_software(void) {
    __asm__ volatile("int %0" : : "i"(SOFTWARE_VECTOR) : "memory");
}

static inline void skip(user_ctx_t* context, uint32_t bytes) { context->eip += bytes; }

static inline void start_timer(void) {
    enum { TIMER_FREQUENCY = 10000, PIT_FREQUENCY = 1193182 };
    enum {
        PIT_COUNTER = 0x40,
        PIT_MODE = 0x43,
        RATE_GENERATOR = 0x34,
        DIVISOR = PIT_FREQUENCY / TIMER_FREQUENCY
    };
    Pip_Outb(PIT_MODE, RATE_GENERATOR);
    Pip_Outb(PIT_COUNTER, DIVISOR & 0xff);
    Pip_Outb(PIT_COUNTER, DIVISOR >> 8);
}

/* The kernel has done so. */
static inline void acknowledge_timer(uint32_t vector) { (void)vector; }

#endif
