#include "serial.hpp"

#include "arch/x86/io.hpp"

namespace pepin::serial {

namespace {

// Registers of a 16550, from PIP_LIMITS_CONSOLE_FIRST on.
enum Register : Word {
    data,
    interrupt_enable,
    fifo_control,
    line_control,
    modem_control,
    line_status,
    modem_status,
    scratch
};
// while the latch bit of line_control is set
constexpr Word divisor_low = data, divisor_high = interrupt_enable;

constexpr Word port(Word which) { return PIP_LIMITS_CONSOLE_FIRST + which; }

// A character takes 87 microseconds. A line that does not take one for much longer is not there, and must not
// stop the kernel.
constexpr Word patience = 100'000;

bool is_there = false;

// The scratch register keeps what is written.
bool answers() {
    constexpr Word patterns[] = {0x5A, 0xA5};
    for (const Word pattern : patterns) {
        out_byte(port(scratch), pattern);
        if (in_byte(port(scratch)) != pattern) return false;
    }
    return true;
}

void wait_for(Word status) {
    for (Word tries = 0; tries < patience && (in_byte(port(line_status)) & status) == 0; ++tries) {}
}

} // namespace

void initialise() {
    is_there = answers();
    if (!is_there) return;
    // What the line is sending would be lost: a partition's last words, and in a dump the end of a line.
    constexpr Word all_sent = 0x40;
    wait_for(all_sent);
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

void put(char character) {
    if (!is_there) return;
    constexpr Word transmitter_empty = 0x20;
    wait_for(transmitter_empty);
    out_byte(port(data), static_cast<Word>(character));
}

} // namespace pepin::serial
