/* COM1, by the port services. */
#include "console.h"

#include <stdint.h>

#include "pip/api.h"

enum {
    LINE_STATUS = PIP_LIMITS_CONSOLE_FIRST + 5, /* of a 16550 UART */
    TRANSMITTER_EMPTY = 1 << 5,
};

void pip_console_send(char character)
{
    pip_result_t status;
    do {
        status = Pip_Inb_Result(LINE_STATUS);
        if (status.error != PIP_ERROR_NONE)
            return; /* no right to the console: waiting would last for ever */
    } while (!(status.value & TRANSMITTER_EMPTY));
    Pip_Outb_Result(PIP_LIMITS_CONSOLE_FIRST, (uint8_t) character);
}
