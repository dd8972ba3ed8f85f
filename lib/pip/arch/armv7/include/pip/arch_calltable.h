/* Bare names of services (pip/calltable.h) that ARMv7 has besides. */
#ifndef PIP_ARCH_CALLTABLE_H
#define PIP_ARCH_CALLTABLE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Prints the low byte of `character` on the console, as it is. Returns 0. */
uint32_t serial_putchar(uint32_t character);

#ifdef __cplusplus
}
#endif

#endif
