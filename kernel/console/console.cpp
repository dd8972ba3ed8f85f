#include "console/console.hpp"

namespace pepin {

namespace console {

void print(const char* text) {
    for (; *text != '\0'; ++text) {
        if (*text == '\n') architecture_console_put('\r');
        architecture_console_put(*text);
    }
}

void print_decimal(Word value) {
    char digits[21]; // 64 bits
    char* start = digits + sizeof digits - 1;
    *start = '\0';
    do {
        *--start = static_cast<char>('0' + value % 10);
        value /= 10;
    } while (value != 0);
    print(start);
}

void print_hexadecimal(Word value) {
    print("0x");
    constexpr int bits = 8 * sizeof(Word);
    for (int shift = bits - 4; shift >= 0; shift -= 4)
        architecture_console_put("0123456789abcdef"[value >> shift & 15]);
}

} // namespace console

namespace {

[[noreturn]] void end_panic() {
    console::print("\n");
    console::print(panic_end);
    architecture_halt();
}

} // namespace

void panic(const char* reason) {
    console::print(panic_begin);
    console::print(reason);
    end_panic();
}

void panic(const char* before, Word value, const char* after) {
    console::print(panic_begin);
    console::print(before);
    console::print_decimal(value);
    console::print(after);
    end_panic();
}

void panic(const char* before, Word value, const char* between, Word other, const char* after) {
    console::print(panic_begin);
    console::print(before);
    console::print_decimal(value);
    console::print(between);
    console::print_decimal(other);
    console::print(after);
    end_panic();
}

} // namespace pepin
