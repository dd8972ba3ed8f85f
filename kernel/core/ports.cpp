#include "core/ports.hpp"

#include "core/own_page.hpp"
#include "core/services.hpp"

namespace pepin::services {

namespace {

[[nodiscard]] bool lists_port(Partition partition, Word port) {
    for (Word slot = 0; slot < port_range_count; ++slot)
        if (port_range(partition, slot).covers(port)) return true;
    return false;
}

// A right counts only where every ancestor has it too, so that taking one away works at once; root has all. A
// function of its own even in optimised code: it is proved once.
[[nodiscard]] bool has_right(Word port) PEPIN_SYMBOL(has_right);
[[gnu::noinline]] bool has_right(Word port) {
    Partition partition = current_partition();
    for (Word levels = partition.depth(); levels <= maximum_depth; --levels) {
        if (levels == 0) return true;
        if (!lists_port(partition, port)) return false;
        partition = partition.parent();
    }
    return false;
}

[[nodiscard]] bool may_use_ports(Word first, Word width) {
    if (first >= port_count || width > port_count - first) return false;
    for (Word i = 0; i < width; ++i)
        if (architecture_closes_port(first + i) || !has_right(first + i)) return false;
    return true;
}

Outcome input(Word port, Word width) {
    if (!may_use_ports(port, width)) return refuse(Error::port_denied);
    return succeed(architecture_port_read(port, width));
}

Outcome output(Word port, Word width, Word value) {
    if (!may_use_ports(port, width)) return refuse(Error::port_denied);
    if (architecture_denies_output(port, width, value)) return refuse(Error::configuration_denied);
    architecture_port_write(port, width, value);
    return succeed(0);
}

} // namespace

Outcome in_byte(Word port) { return input(port, 1); }
Outcome in_word(Word port) { return input(port, 2); }
Outcome in_long(Word port) { return input(port, 4); }
Outcome out_byte(Word port, Word value) { return output(port, 1, value); }
Outcome out_word(Word port, Word value) { return output(port, 2, value); }
Outcome out_long(Word port, Word value) { return output(port, 4, value); }

// Who has the console's ports need not know where his memory lies.
Outcome out_address(Word port, Word address) {
    if (!may_use_ports(port, 4) || !has_right(PIP_LIMITS_ADDRESS_RIGHT)) return refuse(Error::port_denied);
    const UserAddress user{address};
    const auto mapping = own_page(user.page().address());
    if (!mapping) return refuse(mapping.error());
    return output(port, 4, mapping->frame().number << Architecture::page_bits | user.offset());
}

Outcome set_ports(Word descriptor, Word slot, Word first, Word last) {
    const auto child = find_child(descriptor);
    if (!child) return refuse(child.error());
    if (slot >= port_range_count) return refuse(Error::bad_slot);
    if (first >= port_count || last >= port_count) return refuse(Error::bad_range);
    // The whole of the port space does not fit the list's form, and nobody has it.
    if (first == 0 && last == port_count - 1) return refuse(Error::port_denied);
    const PortRange range = first > last ? PortRange{0} : PortRange{first, last - first + 1};
    child->partition.set_private_word(private_port_ranges + slot, range.word());
    return succeed(1);
}

} // namespace pepin::services
