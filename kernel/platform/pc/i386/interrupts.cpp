#include "interrupts.hpp"

bool pepin::acknowledge_with_care(Word line) {
    if (!pic::acknowledge_interrupt(line) || pic::comes_again(line)) return false;
    if (is_timers_turn(line)) return true;
    wake_lines(); // nothing else may come for long
    return false;
}

void architecture_set_line(pepin::Word line, pepin::Word enabled) {
    pepin::lines_need_care = true;
    pepin::pic::set_line(line, enabled != 0);
    if (enabled != 0 && line == pepin::timer_line) pepin::timer_is_on();
}
