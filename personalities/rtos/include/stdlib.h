/* What there is of the C library's header of this name: memory from the heap of the task's group, and abs. */
#ifndef RTOS_STDLIB_H
#define RTOS_STDLIB_H

#include "FreeRTOS.h"

#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1

#define malloc(size) pvPortMalloc(size)
#define calloc(count, size) pvPortCalloc(count, size)
#define free(piece) vPortFree(piece)

static inline int abs(int value) { return value < 0 ? -value : value; }

#endif
