#include "pit.hpp"

#include "arch/x86/io.hpp"
#include "clock.hpp"
#include "timer_divisor.hpp"

namespace pepin {

namespace {

constexpr Word command = 0x43, channel_0 = 0x40;
// Of channel 0: its mode, in which it gets a count, low byte then high byte; and that its count is to be
// kept.
constexpr Word set_mode = 0x30, mode_shift = 1, one_shot = set_mode, latch = 0x00;

void write_count(Word count) {
    out_byte(channel_0, count & 0xFF);
    out_byte(channel_0, count >> 8);
}

bool timer_is_one_shot = false;
std::uint64_t deadline = 0; // of the clock; 0: none

// The counter has 16 bits, so a time that is far away takes several turns. So does one for which the rate is
// not known well enough: the last turn is short.
void count_towards_deadline() {
    constexpr std::uint32_t short_turn = 512, precision = 512; // cycles; the rate is good to one in so many
    const ClockRate& rate = clock_rate();
    const std::uint64_t now = read_clock(), ticks = deadline > now ? deadline - now : 0;
    const std::uint32_t cycles = ticks < rate.longest ? rate.cycles_in(ticks) + 1 : greatest_count;
    count_down(cycles > short_turn ? cycles - cycles / precision : cycles);
}

} // namespace

bool lines_need_care = false;

void start_timer() {
    out_byte(command, set_mode | timer_mode << mode_shift);
    write_count(timer_divisor);
}

void count_down(std::uint32_t cycles) {
    out_byte(command, one_shot);
    write_count(cycles);
}
// It does not begin before there is a count.
void stop_counting() { out_byte(command, one_shot); }

std::uint32_t counted_down_to() {
    out_byte(command, latch);
    const Word low = in_byte(channel_0);
    return static_cast<std::uint32_t>(low | in_byte(channel_0) << 8);
}

bool is_timers_turn(Word line) {
    if (line != timer_line || !timer_is_one_shot) return true;
    if (deadline == 0) return false; // it was on its way when the timer was disarmed
    if (read_clock() < deadline) {
        count_towards_deadline();
        return false;
    }
    deadline = 0;
    return true;
}

void timer_is_on() {
    if (deadline != 0) count_towards_deadline();
}

} // namespace pepin

using namespace pepin;

void architecture_set_timer(Word time, Word time_high) {
    if (clock_rate().frequency == 0) return;
    timer_is_one_shot = true;
    lines_need_care = true;
    deadline = sizeof(Word) == sizeof deadline ? time : time | std::uint64_t{time_high} << 32;
    if (deadline == 0)
        stop_counting();
    else
        count_towards_deadline();
}
