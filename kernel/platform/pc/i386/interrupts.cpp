#include "interrupts.hpp"

void architecture_set_line(pepin::Word line, pepin::Word enabled) {
    pepin::pic::set_line(line, enabled != 0);
    if (enabled != 0 && line == pepin::timer_line) pepin::timer_is_on();
}
