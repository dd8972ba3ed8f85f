/* Bare names of services (pip/calltable.h) that ARMv7 has besides. */
#ifndef PIP_ARCH_CALLTABLE_H
#define PIP_ARCH_CALLTABLE_H

#include "pip/word.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Prints the low byte of `character` on the console, as it is. Returns 0. */
pip_word_t serial_putchar(pip_word_t character);

#ifdef __cplusplus
}
#endif

#endif
