#include "pip/stdio.h"

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

#include "pip/string.h"

/* Where the characters go: to the console if `buffer` is NULL, else to the buffer as long as there is room.
 */
typedef struct {
    char* buffer;
    size_t size;
    size_t length; /* of the whole text so far, whether it fits or not */
} sink_t;

/* One conversion, as the format says it. */
typedef struct {
    int left, zero, plus, space, alternate;
    int width;
    int precision; /* -1: none */
} conversion_t;

enum { DIGITS = 22 }; /* of a 64-bit number in octal */

static void put(sink_t* sink, char character) {
    if (!sink->buffer)
        Pip_Debug_Putc(character);
    else if (sink->length < sink->size)
        sink->buffer[sink->length] = character;
    ++sink->length;
}

static void repeat(sink_t* sink, char character, int count) {
    while (count-- > 0) put(sink, character);
}

/* Divides by a small number, 16 bits at a time: a 64-bit division would need the compiler's run-time library.
 * Returns the remainder. */
static unsigned divide(uint64_t* number, unsigned base) {
    uint64_t quotient = 0;
    uint32_t rest = 0;
    for (int shift = 48; shift >= 0; shift -= 16) {
        rest = rest << 16 | (uint32_t)(*number >> shift & 0xffff);
        quotient = quotient << 16 | rest / base;
        rest %= base;
    }
    *number = quotient;
    return rest;
}

/* Prefix (sign or 0x), zeros and digits, in a field. */
static void put_number(sink_t* sink, const conversion_t* conversion, uint64_t number, unsigned base,
                       const char* alphabet, const char* prefix) {
    char digits[DIGITS];
    int count = 0;
    while (number != 0) digits[count++] = alphabet[divide(&number, base)];
    int zeros = conversion->precision < 0 ? count == 0 : conversion->precision - count;
    if (base == 8 && conversion->alternate && zeros <= 0) zeros = 1;
    const int used = (int)strlen(prefix) + count + (zeros > 0 ? zeros : 0);
    if (conversion->zero && !conversion->left && conversion->precision < 0 && conversion->width > used)
        zeros = (zeros > 0 ? zeros : 0) + conversion->width - used;
    const int padding = conversion->width - (int)strlen(prefix) - count - (zeros > 0 ? zeros : 0);
    if (!conversion->left) repeat(sink, ' ', padding);
    while (*prefix) put(sink, *prefix++);
    repeat(sink, '0', zeros);
    while (count > 0) put(sink, digits[--count]);
    if (conversion->left) repeat(sink, ' ', padding);
}

static void put_text(sink_t* sink, const conversion_t* conversion, const char* text, int length) {
    const int padding = conversion->width - length;
    if (!conversion->left) repeat(sink, ' ', padding);
    for (int i = 0; i < length; ++i) put(sink, text[i]);
    if (conversion->left) repeat(sink, ' ', padding);
}

/* Reads a number of the format, at most INT_MAX / 16 to keep all sums of widths in range. */
static int parse_number(const char** format) {
    int number = 0;
    while (**format >= '0' && **format <= '9') {
        number = number * 10 + (*(*format)++ - '0');
        if (number > INT_MAX / 16) number = INT_MAX / 16;
    }
    return number;
}

/* The lengths, by size in bytes; the sizes of these types differ between the machines that libpip is compiled
 * for. */
static size_t parse_length(const char** format) {
    const char first = **format;
    if (first == 'h' || first == 'l') {
        ++*format;
        if (**format != first) return first == 'h' ? sizeof(short) : sizeof(long);
        ++*format;
        return first == 'h' ? sizeof(char) : sizeof(long long);
    }
    if (first == 'z' || first == 't' || first == 'j') {
        ++*format;
        return first == 'z' ? sizeof(size_t) : first == 't' ? sizeof(ptrdiff_t) : sizeof(intmax_t);
    }
    return sizeof(int);
}

/* va_list may be an array type; in a structure it can be passed on by address. */
typedef struct {
    va_list list;
} arguments_t;

static uint64_t next_unsigned(arguments_t* arguments, size_t size) {
    if (size > sizeof(int)) return va_arg(arguments->list, uint64_t);
    const unsigned number = va_arg(arguments->list, unsigned);
    return size == sizeof(char)    ? (unsigned char)number
           : size == sizeof(short) ? (unsigned short)number
                                   : number;
}

static int64_t next_signed(arguments_t* arguments, size_t size) {
    if (size > sizeof(int)) return va_arg(arguments->list, int64_t);
    const int number = va_arg(arguments->list, int);
    return size == sizeof(char) ? (signed char)number : size == sizeof(short) ? (short)number : number;
}

static conversion_t parse_conversion(const char** format, arguments_t* arguments) {
    conversion_t conversion = {.precision = -1};
    for (;; ++*format) {
        if (**format == '-')
            conversion.left = 1;
        else if (**format == '0')
            conversion.zero = 1;
        else if (**format == '+')
            conversion.plus = 1;
        else if (**format == ' ')
            conversion.space = 1;
        else if (**format == '#')
            conversion.alternate = 1;
        else
            break;
    }
    if (**format == '*') {
        ++*format;
        conversion.width = va_arg(arguments->list, int);
        if (conversion.width < 0) {
            conversion.left = 1;
            conversion.width = conversion.width < -INT_MAX / 16 ? INT_MAX / 16 : -conversion.width;
        }
    } else {
        conversion.width = parse_number(format);
    }
    if (**format == '.') {
        ++*format;
        if (**format == '*') {
            ++*format;
            conversion.precision = va_arg(arguments->list, int);
        } else {
            conversion.precision = parse_number(format);
        }
    }
    return conversion;
}

static void put_conversion(sink_t* sink, const char** format, arguments_t* arguments) {
    static const char lower[] = "0123456789abcdef", upper[] = "0123456789ABCDEF";
    const char* start = *format;
    ++*format;
    conversion_t conversion = parse_conversion(format, arguments);
    const size_t size = parse_length(format);
    const char kind = **format;
    if (kind != '\0') ++*format;

    switch (kind) {
    case 'd':
    case 'i': {
        const int64_t number = next_signed(arguments, size);
        const char* sign = number < 0 ? "-" : conversion.plus ? "+" : conversion.space ? " " : "";
        put_number(sink, &conversion, number < 0 ? 0 - (uint64_t)number : (uint64_t)number, 10, lower, sign);
        break;
    }
    case 'u': put_number(sink, &conversion, next_unsigned(arguments, size), 10, lower, ""); break;
    case 'o': put_number(sink, &conversion, next_unsigned(arguments, size), 8, lower, ""); break;
    case 'x':
    case 'X': {
        const uint64_t number = next_unsigned(arguments, size);
        const char* prefix = conversion.alternate && number != 0 ? (kind == 'x' ? "0x" : "0X") : "";
        put_number(sink, &conversion, number, 16, kind == 'x' ? lower : upper, prefix);
        break;
    }
    case 'p':
        conversion.precision = 2 * sizeof(void*);
        put_number(sink, &conversion, (uintptr_t)va_arg(arguments->list, void*), 16, lower, "0x");
        break;
    case 'c': {
        const char character = (char)va_arg(arguments->list, int);
        put_text(sink, &conversion, &character, 1);
        break;
    }
    case 's': {
        const char* text = va_arg(arguments->list, const char*);
        if (!text) text = "(null)";
        const size_t limit = conversion.precision < 0 ? INT_MAX / 16 : (size_t)conversion.precision;
        put_text(sink, &conversion, text, (int)strnlen(text, limit));
        break;
    }
    case '%': put(sink, '%'); break;
    default: /* not a conversion: show what was written there */
        while (start != *format) put(sink, *start++);
    }
}

static int format_to(sink_t* sink, const char* format, va_list list) {
    arguments_t arguments;
    va_copy(arguments.list, list);
    while (*format) {
        if (*format == '%')
            put_conversion(sink, &format, &arguments);
        else
            put(sink, *format++);
    }
    va_end(arguments.list);
    return (int)sink->length;
}

int vprintf(const char* format, va_list arguments) {
    sink_t sink = {0};
    return format_to(&sink, format, arguments);
}

int printf(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int length = vprintf(format, arguments);
    va_end(arguments);
    return length;
}

int vsnprintf(char* buffer, size_t size, const char* format, va_list arguments) {
    char nowhere[1];
    sink_t sink = {.buffer = size > 0 ? buffer : nowhere, .size = size > 0 ? size - 1 : 0};
    const int length = format_to(&sink, format, arguments);
    if (size > 0) buffer[sink.length < size ? sink.length : size - 1] = '\0';
    return length;
}

int snprintf(char* buffer, size_t size, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(buffer, size, format, arguments);
    va_end(arguments);
    return length;
}

int sprintf(char* buffer, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(buffer, INT_MAX, format, arguments);
    va_end(arguments);
    return length;
}

void puts(const char* string) { Pip_Debug_Puts(string); }

void Pip_Debug_PutDec(unsigned long number) { printf("%lu", number); }

void Pip_Debug_PutHex(unsigned long number) {
    printf(sizeof(pip_word_t) == 8 ? "0x%016lx" : "0x%08lx", number);
}
