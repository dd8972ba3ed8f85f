#include "heap.h"

/* Blocks one behind the other, each with its size in front: the first that is large enough is taken, and
 * neighbours that are free become one on the way. */
typedef struct block {
    size_t size; /* in bytes, with this header; a multiple of its size */
    size_t taken;
} block_t;

static char *begin, *end;

void open_heap(void* memory, size_t size) {
    begin = memory;
    end = begin + size / sizeof(block_t) * sizeof(block_t);
    *(block_t*)memory = (block_t){.size = (size_t)(end - begin), .taken = 0};
}

static block_t* next(block_t* block) { return (block_t*)(void*)((char*)block + block->size); }

void* allocate(size_t size) {
    if (size > (size_t)(end - begin)) return NULL;
    const size_t needed = (size + sizeof(block_t) - 1) / sizeof(block_t) * sizeof(block_t) + sizeof(block_t);
    for (block_t* block = (block_t*)(void*)begin; (char*)block < end; block = next(block)) {
        while (!block->taken && (char*)next(block) < end && !next(block)->taken)
            block->size += next(block)->size;
        if (block->taken || block->size < needed) continue;
        if (block->size > needed) {
            const size_t rest = block->size - needed;
            block->size = needed;
            *next(block) = (block_t){.size = rest, .taken = 0};
        }
        block->taken = 1;
        return block + 1;
    }
    return NULL;
}

void release(void* memory) {
    if (memory) ((block_t*)memory - 1)->taken = 0;
}

size_t free_bytes(void) {
    size_t sum = 0;
    for (block_t* block = (block_t*)(void*)begin; (char*)block < end; block = next(block))
        sum += block->taken ? 0 : block->size;
    return sum;
}
