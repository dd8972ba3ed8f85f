#include "../heap.h"
#include "client.h"

#include <pip/string.h>

static size_t least = configTOTAL_HEAP_SIZE;
static char memory[configTOTAL_HEAP_SIZE] __attribute__((aligned(portBYTE_ALIGNMENT)));

/* The other tasks of the group use the same memory. */
static void enter(void) {
    static int is_open;
    taskENTER_CRITICAL();
    if (!is_open) open_heap(memory, sizeof memory);
    is_open = 1;
}

void* pvPortMalloc(size_t size) {
    enter();
    void* found = size > 0 ? allocate(size) : NULL;
    const size_t left = free_bytes();
    if (left < least) least = left;
    taskEXIT_CRITICAL();
    return found;
}

void* pvPortCalloc(size_t count, size_t size) {
    if (size > 0 && count > SIZE_MAX / size) return NULL;
    void* found = pvPortMalloc(count * size);
    return found ? memset(found, 0, count * size) : NULL;
}

void vPortFree(void* piece) {
    enter();
    release(piece);
    taskEXIT_CRITICAL();
}

size_t xPortGetFreeHeapSize(void) {
    enter();
    const size_t sum = free_bytes();
    taskEXIT_CRITICAL();
    return sum;
}

size_t xPortGetMinimumEverFreeHeapSize(void) { return least; }
