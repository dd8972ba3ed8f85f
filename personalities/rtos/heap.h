/* Memory in pieces of any size, out of one area: the scheduler's, for what objects contain, and each
 * partition's, for pvPortMalloc. */
#ifndef RTOS_HEAP_H
#define RTOS_HEAP_H

#include <stddef.h>
#include <stdint.h>

/* `memory` is aligned to 8 bytes; `size` in bytes. */
void open_heap(void* memory, uint32_t size);
void* allocate(uint32_t size); /* NULL where there is none left */
void release(void* memory);    /* NULL is ignored */
uint32_t free_bytes(void);     /* not all of them in one piece */

#endif
