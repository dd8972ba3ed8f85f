/* What there is of the C library's header of this name: libpip's printf and snprintf with their relatives,
 * and putchar. */
#ifndef RTOS_STDIO_H
#define RTOS_STDIO_H

#include <pip/stdio.h>
#include <stddef.h>

/* Unlike libpip's, begins a new line. */
#define puts(string) printf("%s\n", string)

#endif
