/* COM1, by the port services. */
#include "console.h"

#include <stdint.h>

#include "pip/api.h"

enum {
    LINE_STATUS = PIP_LIMITS_CONSOLE_FIRST + 5, /* of a 16550 UART */
    TRANSMITTER_EMPTY = 1 << 5,

    /* A character takes 87 microseconds, unless somebody else with a right to the console has made it slow:
       that must not stop us. */
    PATIENCE = 100000,
};

void pip_console_send(char character) {
    for (uint32_t tries = 0; tries < PATIENCE; ++tries) {
        const pip_result_t status = Pip_Inb_Result(LINE_STATUS);
        if (status.error != PIP_ERROR_NONE) return; /* no right to the console */
        if (status.value & TRANSMITTER_EMPTY) break;
    }
    Pip_Outb_Result(PIP_LIMITS_CONSOLE_FIRST, (uint8_t)character);
}
