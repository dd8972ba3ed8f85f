// The console: COM1, polled. Partitions write to the same line by port services.
#include "arch/x86/io.hpp"
#include "console/console.hpp"

using namespace pepin;

namespace {

// Registers of a 16550, from PIP_LIMITS_CONSOLE_FIRST on.
enum Register : Word { data, interrupt_enable, fifo_control, line_control, modem_control, line_status };
// while the latch bit of line_control is set
constexpr Word divisor_low = data, divisor_high = interrupt_enable;

constexpr Word port(Word which) { return PIP_LIMITS_CONSOLE_FIRST + which; }

// A character takes 87 microseconds. A line that does not take one for much longer is not there, and must not
// stop the kernel.
constexpr Word patience = 100'000;

} // namespace

void pepin::console_initialise() {
    constexpr Word latch = 0x80, eight_bits = 0x03;
    out_byte(port(interrupt_enable), 0);
    out_byte(port(line_control), latch | eight_bits);
    out_byte(port(divisor_low), 1);
    out_byte(port(divisor_high), 0);
    out_byte(port(line_control), eight_bits);
    out_byte(port(fifo_control), 0xC7); // on, emptied, interrupt at 14 bytes
    // ready, and interrupts of the UART reach the controller where a partition asks for them
    out_byte(port(modem_control), 0x0B);
}

void architecture_console_put(char character) {
    constexpr Word transmitter_empty = 0x20;
    for (Word tries = 0; tries < patience && (in_byte(port(line_status)) & transmitter_empty) == 0; ++tries) {
    }
    out_byte(port(data), static_cast<Word>(character));
}
