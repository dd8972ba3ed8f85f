/* A fast timer on PCs: ten thousand interrupts in a second. */
#ifndef PARTITIONS_X86_TIMER_H
#define PARTITIONS_X86_TIMER_H

#include <pip/api.h>

static inline void start_fast_timer(void) {
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

#endif
