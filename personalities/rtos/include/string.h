/* What there is of the C library's header of this name: libpip's functions, and what programs want of it
 * besides. */
#ifndef RTOS_STRING_H
#define RTOS_STRING_H

#include <pip/string.h>
#include <stddef.h>

static inline char* strncpy(char* target, const char* source, size_t size) {
    const size_t length = strnlen(source, size);
    memcpy(target, source, length);
    memset(target + length, 0, size - length);
    return target;
}

static inline char* strcpy(char* target, const char* source) {
    return (char*)memcpy(target, source, strlen(source) + 1);
}

static inline char* strcat(char* target, const char* source) {
    strcpy(target + strlen(target), source);
    return target;
}

static inline char* strchr(const char* string, int character) {
    while (*string != (char)character)
        if (*string++ == 0) return NULL;
    return (char*)(size_t)string;
}

#endif
