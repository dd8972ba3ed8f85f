#include "interrupts.hpp"

bool pepin::acknowledge_with_one_shot(Word line) {
    return pic::acknowledge_interrupt(line) && (line != timer_line || expires_timer());
}

void architecture_set_line(pepin::Word line, pepin::Word enabled) {
    pepin::pic::set_line(line, enabled != 0);
    if (enabled != 0 && line == pepin::timer_line) pepin::timer_is_on();
}
