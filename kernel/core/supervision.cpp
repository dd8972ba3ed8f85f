// What root asks of the machine: to wait for interrupts, which of them there are, and when the timer's comes.
#include "core/control.hpp"
#include "core/services.hpp"

namespace pepin::services {

// That the processor halts is the entry code's part, behind everything else.
Outcome wait() {
    const Partition caller = current_partition();
    if (!caller.is_root()) return refuse(Error::not_root);
    caller.set_interrupt_state(1);
    kernel_state.interrupts_on = 1;
    return succeed(1);
}

Outcome set_line(Word line, Word enabled) {
    if (!current_partition().is_root()) return refuse(Error::not_root);
    if (line >= Architecture::interrupt_lines) return refuse(Error::bad_line);
    architecture_set_line(line, enabled);
    return succeed(1);
}

Outcome set_timer(Word time, Word time_high) {
    if (!current_partition().is_root()) return refuse(Error::not_root);
    architecture_set_timer(time, time_high);
    return succeed(1);
}

} // namespace pepin::services
