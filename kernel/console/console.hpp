// The kernel's own words: boot messages and the dump. Partitions print through port services.
#pragma once

#include "core/types.hpp"

// One character to the serial line; waits until the line takes it. Each platform has its own.
extern "C" void architecture_console_put(char character);
// Ends the run: leaves the emulator with a failure status where it offers that, otherwise halts for ever.
extern "C" [[noreturn]] void architecture_halt();

namespace pepin::console {

void print(const char* text); // '\n' ends a line
void print_decimal(Word value);
void print_hexadecimal(Word value); // 0x and all digits of a word

} // namespace pepin::console

namespace pepin {

// The platform's serial line at 115,200 baud, 8N1. Before anything else, so that whatever goes wrong can say
// so.
void console_initialise();

// A dump stands between these lines, which whoever watches the console can look for.
inline constexpr const char* panic_begin = "PANIC: ";
inline constexpr const char* panic_end = "PANIC END\n";

// Prints why there is no going on, and ends the run. For what goes wrong before there are partitions.
[[noreturn]] void panic(const char* reason);
// The same with one number in the middle of the text.
[[noreturn]] void panic(const char* before, Word value, const char* after);
// ... and with two: what there is, and what there should be.
[[noreturn]] void panic(const char* before, Word value, const char* between, Word other, const char* after);

} // namespace pepin
