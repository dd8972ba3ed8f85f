#include "core/core_calls.hpp"

#include <array>

#include "core/events.hpp"
#include "core/services.hpp"

namespace pepin::test {

namespace {

[[nodiscard]] Result unpack(DoubleWord packed) {
    return {static_cast<Word>(packed), static_cast<Error>(packed >> 8 * sizeof(Word))};
}

using GateFunction = DoubleWord (*)(Word);
constexpr std::array<GateFunction, PIP_SERVICE_COUNT> gates{
    gate_out_byte,        gate_in_byte,          gate_out_word,         gate_in_word,       gate_out_long,
    gate_in_long,         gate_create_partition, gate_count_to_map,     gate_prepare,       gate_add_vaddr,
    gate_get_int_state,   gate_out_address,      gate_check_invariants, gate_set_int_state, gate_remove_vaddr,
    gate_mapped_in_child, gate_delete_partition, gate_collect,          gate_yield,         gate_set_ports};

} // namespace

Result run_core(Service service, const Arguments& a) {
    const Outcome outcome = [&] {
        switch (service) {
        case Service::out_byte: return services::out_byte(a[0], a[1]);
        case Service::in_byte: return services::in_byte(a[0]);
        case Service::out_word: return services::out_word(a[0], a[1]);
        case Service::in_word: return services::in_word(a[0]);
        case Service::out_long: return services::out_long(a[0], a[1]);
        case Service::in_long: return services::in_long(a[0]);
        case Service::create_partition: return services::create_partition(a[0], a[1], a[2], a[3], a[4]);
        case Service::count_to_map: return services::count_to_map(a[0], a[1]);
        case Service::prepare: return services::prepare(a[0], a[1], a[2]);
        case Service::add_vaddr: return services::add_vaddr(a[0], a[1], a[2], a[3], a[4], a[5]);
        case Service::get_int_state: return services::get_int_state(a[0]);
        case Service::out_address: return services::out_address(a[0], a[1]);
        case Service::check_invariants: return services::check_invariants();
        case Service::set_int_state: return services::set_int_state(a[0]);
        case Service::remove_vaddr: return services::remove_vaddr(a[0], a[1]);
        case Service::mapped_in_child: return services::mapped_in_child(a[0]);
        case Service::delete_partition: return services::delete_partition(a[0]);
        case Service::collect: return services::collect(a[0], a[1]);
        case Service::yield: return services::yield(a[0], a[1], a[2], a[3], a[4]);
        case Service::set_ports: return services::set_ports(a[0], a[1], a[2], a[3]);
        }
        return refuse(Error::unknown_service);
    }();
    return {outcome.value, outcome.error};
}

Result run_gate(Service service, Word stack) { return unpack(gates[static_cast<Word>(service)](stack)); }

Result run_fast(Word selector, Word first, Word second, Word third, Word fourth) {
    switch (const auto service = static_cast<Service>(selector & PIP_FAST_SERVICE_MASK)) {
    case Service::create_partition:
        return unpack(fast_create_partition(first, second, third, fourth, selector));
    case Service::add_vaddr: return unpack(fast_add_vaddr(first, second, third, fourth));
    case Service::yield: return unpack(fast_yield(first, second, third, fourth));
    default: return run_core(service, {first, second, third, fourth});
    }
}

} // namespace pepin::test
