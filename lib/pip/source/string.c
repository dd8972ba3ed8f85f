#include "pip/string.h"

#include <stddef.h>

size_t strlen(const char* string) {
    size_t length = 0;
    while (string[length]) ++length;
    return length;
}

size_t strnlen(const char* string, size_t limit) {
    size_t length = 0;
    while (length < limit && string[length]) ++length;
    return length;
}

int strcmp(const char* left, const char* right) {
    while (*left && *left == *right) ++left, ++right;
    return (unsigned char)*left - (unsigned char)*right;
}

int strncmp(const char* left, const char* right, size_t limit) {
    for (; limit > 0; --limit, ++left, ++right)
        if (*left != *right || !*left) return (unsigned char)*left - (unsigned char)*right;
    return 0;
}

void* memset(void* memory, int byte, size_t size) {
    unsigned char* bytes = memory;
    for (size_t i = 0; i < size; ++i) bytes[i] = (unsigned char)byte;
    return memory;
}

void* memcpy(void* target, const void* source, size_t size) {
    unsigned char* to = target;
    const unsigned char* from = source;
    for (size_t i = 0; i < size; ++i) to[i] = from[i];
    return target;
}

void* memmove(void* target, const void* source, size_t size) {
    unsigned char* to = target;
    const unsigned char* from = source;
    if (to < from) return memcpy(target, source, size); /* copies upwards */
    while (size-- > 0) to[size] = from[size];
    return target;
}

int memcmp(const void* left, const void* right, size_t size) {
    const unsigned char *a = left, *b = right;
    for (size_t i = 0; i < size; ++i)
        if (a[i] != b[i]) return a[i] - b[i];
    return 0;
}
