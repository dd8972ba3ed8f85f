// The state machine, control: who runs. Sources: Pip's API on x86 for yield, save slots and forwarding; [event] of abi/abi.toml.
#pragma once

#include "spec/ancestors.hpp"
#include "spec/services_memory.hpp"
#include "spec/user_memory.hpp"

namespace pepin::spec {

inline constexpr std::uint32_t context_bytes = Architecture::context_bytes;

// Why a partition is entered; it finds this in its VIDT where it asked for it.
template <class D> struct Event {
    Word<D> cause;
    Word<D> vector;
    Word<D> sender; // PIP_EVENT_SENDER_*, or the page address of the sender's descriptor
    Word<D> error_code = Word<D>(0);
    Word<D> address = Word<D>(0);
};

template <class D>
Bool<D> has_vidt(const State<D>& s, Partition<D> partition) { return is_memory(s, partition, Page<D>(vidt_page), false); }

template <class D>
Word<D> vidt_entry(const State<D>& s, Partition<D> partition, Word<D> index) {
    return s.memory(s.frame(partition, Page<D>(vidt_page)), index);
}

template <class D> Bool<D> can_be_entered(const State<D>& s, Partition<D> partition, Word<D> index) {
    return has_vidt(s, partition) && is_memory_range(s, partition, vidt_entry(s, partition, index), context_bytes, false);
}

template <class D> Bool<D> can_save(const State<D>& s, Partition<D> partition, Address<D> context) {
    return has_vidt(s, partition) && is_memory_range(s, partition, context, context_bytes, true);
}

// Where in its memory a partition has a context.
template <class D> Range<D> context_at(const State<D>& s, Partition<D> partition, Address<D> context) { return range_of(s, partition, context, context_bytes); }

template <class D> void save_context(State<D>& s, Bool<D> go, const Range<D>& range, Word<D> state_on_wake) {
    go = settled<D>(go);
    for (std::uint32_t i = 0; i < s.context.size(); ++i) {
        const Word<D> word = i == Architecture::context_state   ? state_on_wake
                             : i == Architecture::context_valid ? Word<D>(1)
                                                                : s.context[i];
        store(s, go, range, Word<D>(i), word);
    }
}

// Only root can keep interrupts off.
template <class D> void set_interrupt_state_of(State<D>& s, Bool<D> go, Partition<D> partition, Word<D> state) {
    s.interrupt_state.update(go, partition, state);
    s.interrupts_on = D::choose(go, D::choose(partition == s.root && state == 0, Word<D>(0), Word<D>(1)), s.interrupts_on);
}

template <class D> void record_event(State<D>& s, Bool<D> go, Partition<D> partition, const Event<D>& event) {
    s.event_sequence = D::choose(go, s.event_sequence + 1, s.event_sequence);
    const Frame<D> vidt = s.frame(partition, Page<D>(vidt_page));
    const Bool<D> wanted = go && is_memory(s, partition, Page<D>(vidt_page), true) &&
                           s.memory(vidt, Word<D>(PIP_EVENT_MAGIC_INDEX)) == PIP_EVENT_MAGIC;
    s.memory.update(wanted, vidt, Word<D>(PIP_EVENT_CAUSE_INDEX), event.cause);
    s.memory.update(wanted, vidt, Word<D>(PIP_EVENT_VECTOR_INDEX), event.vector);
    s.memory.update(wanted, vidt, Word<D>(PIP_EVENT_SENDER_INDEX), event.sender);
    s.memory.update(wanted, vidt, Word<D>(PIP_EVENT_ERROR_INDEX), event.error_code);
    s.memory.update(wanted, vidt, Word<D>(PIP_EVENT_ADDRESS_INDEX), event.address);
    s.memory.update(wanted, vidt, Word<D>(PIP_EVENT_SEQUENCE_INDEX), s.event_sequence);
}

// A register of user mode's that no context holds goes with its partition.
template <class D> void switch_thread_register(State<D>& s, Bool<D> go, Partition<D> target) {
    const Bool<D> other = settled<D>(go && target != s.current);
    const Word<D> found = s.thread_register;
    s.thread_register = D::choose(other, s.saved_thread_register(target), found);
    s.saved_thread_register.update(other, s.current, found);
}

// The target runs on from its context.
template <class D> void enter(State<D>& s, Bool<D> go, Partition<D> target, const Range<D>& range, const Event<D>& event) {
    go = settled<D>(go);
    for (std::uint32_t i = 0; i < s.context.size(); ++i) s.context[i] = D::choose(go, load(s, range, Word<D>(i)), s.context[i]);
    set_interrupt_state_of(s, go, target, s.context[Architecture::context_state]);
    Word<D>& flags = s.context[Architecture::context_flags];
    flags = D::choose(go, entered_flags<D>(flags, s.interrupts_on), flags);
    record_event(s, go, target, event);
    if constexpr (Architecture::has_thread_register) switch_thread_register(s, go, target);
    s.current = D::choose(go, target, s.current);
    s.chain.update(go, s.depth(target), target);
}

template <class D>
Outcome<D> yield(State<D>& s, Address<D> descriptor, Word<D> target_index, Word<D> save_index, Word<D> flags_on_yield,
                 Word<D> flags_on_wake) {
    const Partition<D> caller = s.current;
    const Bool<D> up = descriptor == 0;
    Checks<D> checks;
    checks.require(target_index < PIP_VIDT_LIMIT, abi::Error::target_index);
    checks.require(save_index < PIP_VIDT_LIMIT, abi::Error::save_index);
    checks.require(!(up && caller == s.root), abi::Error::no_parent);
    Checks<D> of_child;
    const Partition<D> child = require_child(s, of_child, descriptor);
    checks.require_when(!up, of_child);
    const Bool<D> found = checks.passed();
    const Partition<D> target = D::choose(up, s.parent(caller), child);
    checks.require(has_vidt(s, caller), abi::Error::caller_vidt);
    checks.require(has_vidt(s, target), abi::Error::target_vidt);
    checks.require(can_be_entered(s, target, target_index), abi::Error::target_context);
    const Range<D> context = context_at(s, target, vidt_entry(s, target, target_index));
    const Address<D> saved = vidt_entry(s, caller, save_index);
    checks.require(saved == 0 || can_save(s, caller, saved), abi::Error::save_context);

    const Bool<D> go = checks.passed();
    save_context(s, go && saved != 0, context_at(s, caller, saved), flags_on_wake);
    s.interrupt_state.update(go, caller, flags_on_yield);
    const Word<D> sender = D::choose(up, address_of(s.page_in_parent(caller)), Word<D>(PIP_EVENT_SENDER_PARENT));
    enter(s, go, target, context, {Word<D>(PIP_EVENT_CAUSE_YIELD), target_index, sender});

    // Pip's results: the number of the check, all that can be wrong with a child being one.
    const Outcome<D> outcome = checks.outcome(Word<D>(0));
    Word<D> value = D::choose(found, outcome.value, Word<D>(4));
    const auto result = [&](abi::Error error, std::uint32_t number) {
        value = D::choose(outcome.error == static_cast<std::uint32_t>(error), Word<D>(number), value);
    };
    result(abi::Error::target_index, 1);
    result(abi::Error::save_index, 2);
    result(abi::Error::no_parent, 3);
    result(abi::Error::target_vidt, 5);
    result(abi::Error::caller_vidt, 6);
    result(abi::Error::target_context, 8);
    result(abi::Error::save_context, 9);
    return {value, outcome.error};
}

// Control passes upwards from a partition that did not ask for it. It loses its registers where it has no place for them.
template <class D> void interrupt(State<D>& s, Bool<D> go, Partition<D> target, Word<D> index, const Event<D>& event) {
    go = settled<D>(go);
    const Partition<D> victim = s.current;
    const Word<D> state = s.interrupt_state(victim);
    const Word<D> slot = D::choose(state == 0, Word<D>(PIP_VIDT_SAVE_MASKED), Word<D>(PIP_VIDT_SAVE_UNMASKED));
    const Range<D> context = context_at(s, target, vidt_entry(s, target, index));
    const Address<D> saved = vidt_entry(s, victim, slot);
    save_context(s, go && can_save(s, victim, saved), context_at(s, victim, saved), state);
    enter(s, go, target, context, event);
}

// 1 where root takes the event, 0 where nothing happens.
template <class D> Word<D> interrupt_root(State<D>& s, Word<D> index, const Event<D>& event) {
    const Bool<D> taken = can_be_entered(s, s.root, index);
    interrupt(s, taken, s.root, index, event);
    return D::choose(taken, Word<D>(1), Word<D>(0));
}

// The parent takes the event at `index`; where it cannot, the nearest ancestor that can takes a double fault.
template <class D> Word<D> interrupt_ancestor(State<D>& s, Word<D> index, Event<D> event) {
    const auto parent_takes = [&](const Partition<D>& below, const Word<D>& at) { return below != s.root && can_be_entered(s, s.parent(below), at); };
    const Bool<D> at_once = parent_takes(s.current, index);
    const Partition<D> below_other = nearest(s, s.parent(s.current), [&](const Partition<D>& p) { return parent_takes(p, Word<D>(PIP_VIDT_DOUBLE_FAULT)); });
    const Partition<D> below = D::choose(at_once, s.current, below_other);
    const Bool<D> taken = s.current != s.root && below != 0;
    event.sender = address_of(s.page_in_parent(below));
    interrupt(s, taken, s.parent(below), D::choose(at_once, index, Word<D>(PIP_VIDT_DOUBLE_FAULT)), event);
    return D::choose(taken, Word<D>(1), Word<D>(0));
}

template <class D> Word<D> forward_fault(State<D>& s, Word<D> vector, Word<D> error_code, Word<D> address) {
    return interrupt_ancestor(s, vector, {Word<D>(PIP_EVENT_CAUSE_FAULT), vector, Word<D>(0), error_code, address});
}

// Root reaches its own VIDT with `int n`, everybody else the parent's.
template <class D> Word<D> forward_software_interrupt(State<D>& s, Word<D> vector) {
    const Bool<D> by_root = s.current == s.root;
    const Event<D> event{Word<D>(PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT), vector, Word<D>(PIP_EVENT_SENDER_ITSELF)};
    const Bool<D> taken_by_root = by_root && can_be_entered(s, s.current, vector);
    interrupt(s, taken_by_root, s.current, vector, event);
    const Word<D> taken_above = interrupt_ancestor(s, vector, event); // nobody is above root
    return D::choose(taken_by_root, Word<D>(1), taken_above);
}

template <class D> Word<D> forward_interrupt(State<D>& s, Word<D> line) {
    const Word<D> index = line + Architecture::first_interrupt;
    return interrupt_root(s, index, {Word<D>(PIP_EVENT_CAUSE_INTERRUPT), index, Word<D>(PIP_EVENT_SENDER_KERNEL)});
}

template <class D> Outcome<D> get_int_state(State<D>& s, Address<D> descriptor) {
    Checks<D> checks;
    const Partition<D> child = require_child(s, checks, descriptor);
    return checks.outcome(s.interrupt_state(child), ~Word<D>(0));
}

template <class D> Outcome<D> set_int_state(State<D>& s, Word<D> state) {
    set_interrupt_state_of(s, Bool<D>(true), s.current, state);
    return {Word<D>(0), Word<D>(0)};
}

// The current partition computes while the registers are another's: those are kept for whom they belong to.
template <class D> void floating_point_unavailable(State<D>& s) {
    s.floating_point.update(s.floating_point_owner != 0, s.floating_point_owner, s.floating_point_registers);
    s.floating_point_registers = D::choose(s.floating_point_used(s.current) != 0, s.floating_point(s.current), Word<D>(0));
    s.floating_point_used.update(Bool<D>(true), s.current, Word<D>(1));
    s.floating_point_owner = s.current;
}

} // namespace pepin::spec
