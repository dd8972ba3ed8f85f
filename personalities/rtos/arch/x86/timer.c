/* The PIT, which root may program: the kernel lets it tick at 46 Hz. */
#include <pip/api.h>

#include "FreeRTOS.h"
#include "architecture.h"

void start_timer(void) {
    enum {
        COUNTER = 0x40,
        MODE = 0x43,
        RATE_GENERATOR = 0x34,
        FREQUENCY = 1193182,
        DIVISOR = FREQUENCY / configTICK_RATE_HZ
    };
    Pip_Outb_Result(MODE, RATE_GENERATOR);
    Pip_Outb_Result(COUNTER, DIVISOR & 0xff);
    Pip_Outb_Result(COUNTER, DIVISOR >> 8);
}
