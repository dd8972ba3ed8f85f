// The state machine, supervision: what root asks of the machine. Whether lines are masked, and when the timer
// interrupts, no step depends on: an interrupt may arrive whenever it likes.
#pragma once

#include "spec/services_control.hpp"

namespace pepin::spec {

template <class D> void require_root(const State<D>& s, Checks<D>& checks) {
    checks.require(s.current == s.root, abi::Error::not_root);
}

template <class D> void ask(State<D>& s, Bool<D> go, std::uint32_t asked, Word<D> first, Word<D> second) {
    s.request = D::choose(go, Word<D>(asked), Word<D>(request::none));
    s.request_first = D::choose(go, first, Word<D>(0));
    s.request_second = D::choose(go, second, Word<D>(0));
}

// That the processor halts until an interrupt arrives is no step: any number of them may lie between two.
template <class D> Outcome<D> wait(State<D>& s) {
    Checks<D> checks;
    require_root(s, checks);
    set_interrupt_state_of(s, checks.passed(), s.current, Word<D>(1));
    return checks.outcome(Word<D>(1));
}

template <class D> Outcome<D> set_line(State<D>& s, Word<D> line, Word<D> enabled) {
    Checks<D> checks;
    require_root(s, checks);
    checks.require(line < Architecture::interrupt_lines, abi::Error::bad_line);
    ask(s, checks.passed(), request::set_line, line, enabled);
    return checks.outcome(Word<D>(1));
}

template <class D> Outcome<D> set_timer(State<D>& s, Word<D> time, Word<D> time_high) {
    Checks<D> checks;
    require_root(s, checks);
    ask(s, checks.passed(), request::set_timer, time, time_high);
    return checks.outcome(Word<D>(1));
}

} // namespace pepin::spec
