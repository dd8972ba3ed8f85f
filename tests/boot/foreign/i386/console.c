#include "foreign.h"

uint32_t passed, failed;

void print(const char* text) {
    for (; *text; ++text) {
        while (!(inb(0x3fd) & 0x20)) continue;
        outb(0x3f8, (unsigned char)*text);
    }
}

void print_hex(uint32_t number) {
    char text[11] = "0x00000000";
    for (int i = 9; i > 1; --i, number >>= 4) text[i] = "0123456789abcdef"[number & 15];
    print(text);
}

void print_decimal(uint32_t number) {
    char text[11];
    int at = 10;
    text[at] = '\0';
    do text[--at] = (char)('0' + number % 10);
    while (number /= 10);
    print(text + at);
}

static int verdict(const char* what, int good) {
    print(good ? "ok    " : "FAIL  ");
    print(what);
    good ? ++passed : ++failed;
    return good;
}

void check(const char* what, uint32_t actual, uint32_t expected) {
    if (!verdict(what, actual == expected)) {
        print(": ");
        print_hex(actual);
        print(" instead of ");
        print_hex(expected);
    }
    print("\r\n");
}

void check_in(const char* what, uint32_t actual, uint32_t first, uint32_t last) {
    if (!verdict(what, first <= actual && actual <= last)) {
        print(": ");
        print_hex(actual);
        print(" is not within ");
        print_hex(first);
        print(" to ");
        print_hex(last);
    }
    print("\r\n");
}
