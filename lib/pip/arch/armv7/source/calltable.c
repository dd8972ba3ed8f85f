#include "pip/calltable.h"

#include "console.h"

__attribute__((weak)) uint32_t serial_putchar(uint32_t character) {
    pip_console_send((char)character);
    return 0;
}
