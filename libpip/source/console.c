#include "pip/debug.h"

#include <stdint.h>

#include "pip/api.h"

enum {
    LINE_STATUS = PIP_LIMITS_CONSOLE_FIRST + 5, /* of a 16550 UART */
    TRANSMITTER_EMPTY = 1 << 5,
};

static void send(char character)
{
    pip_result_t status;
    do {
        status = Pip_Inb_Result(LINE_STATUS);
        if (status.error != PIP_ERROR_NONE)
            return; /* no right to the console: waiting would last for ever */
    } while (!(status.value & TRANSMITTER_EMPTY));
    Pip_Outb_Result(PIP_LIMITS_CONSOLE_FIRST, (uint8_t) character);
}

void Pip_Debug_Putc(char character)
{
    if (character == '\n')
        send('\r');
    send(character);
}

void Pip_Debug_Puts(const char *string)
{
    while (*string)
        Pip_Debug_Putc(*string++);
}
