/* Formatted output to the console (pip/debug.h) and to memory.
 *
 * Conversions: %d %i %u %o %x %X %c %s %p %%, with the flags - 0 + # and space, width and precision (numbers
 * or *), and the lengths hh h l ll z t j; a pip_word_t has the
 * length z. No floating point: the state of the FPU is not libpip's to touch.
 * An unknown conversion is printed as it stands. %s prints (null) for NULL. Build partitions with
 * -ffreestanding, or the compiler may turn printf("...\n") into a puts that it expects to add the newline. */
#ifndef PIP_STDIO_H
#define PIP_STDIO_H

#include <stdarg.h>

#include "pip/api.h"
#include "pip/debug.h"

/* Lets the compiler compare arguments with the format. Not so GCC for machines without an operating system:
 * there uint32_t is unsigned long, of the same size as unsigned int, and programs print it by %x and %d all
 * the same. */
#if defined(__clang__) || defined(__linux__)
#define PIP_FORMAT(text, first) __attribute__((format(__printf__, text, first)))
#else
#define PIP_FORMAT(text, first)
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define putchar(character) Pip_Debug_Putc(character)

/* Prints a string as it is, without adding a newline (Pip's behaviour, not the C library's). */
void puts(const char* string);

/* Return how many characters the whole text has. */
PIP_FORMAT(1, 2) int printf(const char* format, ...);
PIP_FORMAT(1, 0) int vprintf(const char* format, va_list arguments);

/* Write at most `size` bytes to `buffer`, the terminating 0 included; nothing if `size` is 0. Return how many
 * characters the whole text has without the 0: what was written is complete if that is less than `size`. */
PIP_FORMAT(3, 4) int snprintf(char* buffer, __SIZE_TYPE__ size, const char* format, ...);
PIP_FORMAT(3, 0) int vsnprintf(char* buffer, __SIZE_TYPE__ size, const char* format, va_list arguments);

/* Without a bound, for programs that have it from elsewhere: snprintf is the better choice. */
PIP_FORMAT(2, 3) int sprintf(char* buffer, const char* format, ...);

#ifdef __cplusplus
}
#endif

#endif
