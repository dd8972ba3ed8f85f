#include "core/control.hpp"
#include "core/own_page.hpp"
#include "core/services.hpp"

namespace pepin::services {

Outcome get_int_state(Word descriptor) {
    const auto child = find_child(descriptor);
    if (!child) return refuse(child.error(), ~Word{0});
    return succeed(child->partition.interrupt_state());
}

Outcome set_int_state(Word state) {
    const Partition caller = current_partition();
    caller.set_interrupt_state(state);
    kernel_state.interrupts_on = runs_with_interrupts(caller, state) ? 1 : 0;
    return succeed(0);
}

} // namespace pepin::services
