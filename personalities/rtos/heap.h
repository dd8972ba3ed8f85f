/* Memory in pieces of any size, out of one area: the scheduler's, for what objects contain, and each
 * partition's, for pvPortMalloc. */
#ifndef RTOS_HEAP_H
#define RTOS_HEAP_H

#include <stddef.h>

/* `memory` is aligned to two words, and so are the pieces; `size` in bytes. */
void open_heap(void* memory, size_t size);
void* allocate(size_t size); /* NULL where there is none left */
void release(void* memory);  /* NULL is ignored */
size_t free_bytes(void);     /* not all of them in one piece */

#endif
