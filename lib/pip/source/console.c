#include "console.h"

#include "pip/debug.h"

void Pip_Debug_Putc(char character) {
    if (character == '\n') pip_console_send('\r');
    pip_console_send(character);
}

void Pip_Debug_Puts(const char* string) {
    while (*string) Pip_Debug_Putc(*string++);
}
