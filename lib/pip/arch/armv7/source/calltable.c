#include "pip/calltable.h"

#include "console.h"

__attribute__((weak)) pip_word_t serial_putchar(pip_word_t character) {
    pip_console_send((char)character);
    return 0;
}
