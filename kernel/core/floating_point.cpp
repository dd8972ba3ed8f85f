// Floating-point registers are switched when a partition first uses them after another did: who does not
// compute does not pay, and nobody sees what another has left behind.
#include "core/events.hpp"
#include "core/partition.hpp"

using namespace pepin;

void floating_point_unavailable() {
    const Partition current = current_partition();
    const Frame owner = kernel_state.floating_point_owner;
    if (owner != no_frame) architecture_save_floating_point(Partition{owner}.private_frame().number);
    if (current.private_word(private_floating_point_used) != 0) {
        architecture_load_floating_point(current.private_frame().number);
    } else {
        architecture_reset_floating_point();
        current.set_private_word(private_floating_point_used, 1);
    }
    kernel_state.floating_point_owner = current.descriptor();
}
