// The state machine, ports: who may use which.
#pragma once

#include "spec/ancestors.hpp"
#include "spec/services_memory.hpp"

namespace pepin::spec {

inline constexpr std::uint32_t port_limit = 0x10000;

template <class D> Bool<D> lists_port(const State<D>& s, Partition<D> partition, Word<D> port) {
    Bool<D> listed = Bool<D>(false);
    for (std::uint32_t slot = 0; slot < PIP_LIMITS_PORT_RANGES; ++slot) {
        const Word<D> first = s.port_first(partition, Word<D>(slot)),
                      count = s.port_count(partition, Word<D>(slot));
        // where port < first the difference wraps around and is large
        listed = listed || port - first < count;
    }
    return listed;
}

// The caller and all its ancestors but root, who has all, list it.
template <class D> Bool<D> has_right(const State<D>& s, Word<D> port) {
    return nearest(s, s.current, [&](const Partition<D>& partition) {
               return partition != s.root && !lists_port(s, partition, port);
           }) == 0;
}

// Each port that an access of `width` bytes touches is one that somebody may use, and that the caller has a
// right to.
template <class D> Bool<D> may_use(const State<D>& s, Word<D> port, std::uint32_t width) {
    Bool<D> allowed = port < port_limit && port + width <= port_limit;
    for (std::uint32_t i = 0; i < width; ++i) {
        allowed = allowed && s.closed_port(Word<D>(port + i)) == 0 && has_right(s, Word<D>(port + i));
    }
    return allowed;
}

template <class D>
void touch_port(State<D>& s, Bool<D> go, Word<D> port, std::uint32_t width, Word<D> output) {
    s.port_width = D::choose(go, Word<D>(width), Word<D>(0));
    s.port = D::choose(go, port, Word<D>(0));
    s.port_output = D::choose(go, output, Word<D>(0));
}

// Whoever may use a port asks whether it may be written with this.
template <class D>
void judge_output(State<D>& s, Bool<D> go, Word<D> port, std::uint32_t width, Word<D> output) {
    s.judged_width = D::choose(go, Word<D>(width), Word<D>(0));
    s.judged_port = D::choose(go, port, Word<D>(0));
    s.judged_output = D::choose(go, output, Word<D>(0));
}

template <class D> Outcome<D> port_in(State<D>& s, Word<D> port, std::uint32_t width) {
    Checks<D> checks;
    checks.require(may_use(s, port, width), abi::Error::port_denied);
    touch_port(s, checks.passed(), port, width, Word<D>(0));
    return checks.outcome(s.port_input);
}

template <class D> Outcome<D> port_out(State<D>& s, Word<D> port, std::uint32_t width, Word<D> value) {
    Checks<D> checks;
    checks.require(may_use(s, port, width), abi::Error::port_denied);
    judge_output(s, checks.passed(), port, width, value);
    checks.require(s.output_denied == 0, abi::Error::configuration_denied);
    touch_port(s, checks.passed(), port, width, value);
    return checks.outcome(Word<D>(0));
}

template <class D> Outcome<D> out_address(State<D>& s, Word<D> port, Address<D> address) {
    const Word<D> offset = address & page_offset_mask;
    Checks<D> checks;
    checks.require(may_use(s, port, 4) && has_right(s, Word<D>(PIP_LIMITS_ADDRESS_RIGHT)),
                   abi::Error::port_denied);
    require_own_page(s, checks, Address<D>(address - offset));
    const Word<D> physical = address_of(s.frame(s.current, page_of(address))) | offset;
    judge_output(s, checks.passed(), port, 4, physical);
    checks.require(s.output_denied == 0, abi::Error::configuration_denied);
    touch_port(s, checks.passed(), port, 4, physical);
    return checks.outcome(Word<D>(0));
}

template <class D>
Outcome<D> set_ports(State<D>& s, Address<D> descriptor, Word<D> slot, Word<D> first, Word<D> last) {
    Checks<D> checks;
    const Partition<D> child = require_child(s, checks, descriptor);
    checks.require(slot < PIP_LIMITS_PORT_RANGES, abi::Error::bad_slot);
    checks.require(first < port_limit && last < port_limit, abi::Error::bad_range);
    checks.require(last - first != port_limit - 1, abi::Error::port_denied);
    const Bool<D> empty = last < first;
    s.port_first.update(checks.passed(), child, slot, D::choose(empty, Word<D>(0), first));
    s.port_count.update(checks.passed(), child, slot, D::choose(empty, Word<D>(0), last - first + 1));
    return checks.outcome(Word<D>(1));
}

} // namespace pepin::spec
