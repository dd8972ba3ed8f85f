#include "pit.hpp"

#include "arch/x86/io.hpp"
#include "timer_divisor.hpp"

void pepin::start_timer() {
    constexpr Word command = 0x43, channel_0 = 0x40;
    constexpr Word square_wave = 0x36; // channel 0, low byte then high byte, mode 3
    out_byte(command, square_wave);
    out_byte(channel_0, timer_divisor & 0xFF);
    out_byte(channel_0, timer_divisor >> 8);
}
