#include "../heap.h"
#include "client.h"

static char memory[configTOTAL_HEAP_SIZE] __attribute__((aligned(8)));

/* The other tasks of the group use the same memory. */
static void enter(void)
{
    static int is_open;
    taskENTER_CRITICAL();
    if (!is_open)
        open_heap(memory, sizeof memory);
    is_open = 1;
}

void *pvPortMalloc(size_t size)
{
    enter();
    void *found = size > 0 ? allocate(size) : NULL;
    taskEXIT_CRITICAL();
    return found;
}

void vPortFree(void *piece)
{
    enter();
    release(piece);
    taskEXIT_CRITICAL();
}

size_t xPortGetFreeHeapSize(void)
{
    enter();
    const size_t sum = free_bytes();
    taskEXIT_CRITICAL();
    return sum;
}
