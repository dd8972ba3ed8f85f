#include "audit.h"

pip_result_t examine(uint32_t page) {
    enum { QUIET_PORT = 0x2ec }; /* of a fourth serial line, which the machine has not got */
    return Pip_Outaddrl_Result(QUIET_PORT, page);
}

void start_timer(void) {
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
