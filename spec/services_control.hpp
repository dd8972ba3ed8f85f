// The state machine, control: who runs. Sources: Pip's API on x86 for yield, save slots and forwarding;
// [event] of abi/abi.toml.
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
    Word<D> entry; // of the VIDT of who is entered
    // of who was current, counted from who is entered: 1 a child, 2 and more below that, all ones its parent
    Word<D> level;
};

// Where all partitions are guarded the kernel writes every VIDT, so it is one only where its partition could.
template <class D> Bool<D> has_vidt(const State<D>& s, Partition<D> partition) {
    return is_memory(s, partition, Page<D>(vidt_page), Architecture::always_guarded);
}

template <class D> Word<D> vidt_entry(const State<D>& s, Partition<D> partition, Word<D> index) {
    return s.memory(s.frame(partition, Page<D>(vidt_page)), index);
}

// What a partition has asked for, in a VIDT that it can write.
template <class D> Bool<D> asks_for(const State<D>& s, Partition<D> partition, std::uint32_t magic) {
    return is_memory(s, partition, Page<D>(vidt_page), true) &&
           vidt_entry(s, partition, Word<D>(record_index::magic)) == magic;
}
template <class D> Bool<D> is_guarded(const State<D>& s, Partition<D> partition) {
    return named<D>(s, "is guarded", {partition}, [&] {
        return Architecture::always_guarded ? has_vidt(s, partition)
                                            : asks_for(s, partition, PIP_EVENT_GUARDED_MAGIC);
    });
}
template <class D> Bool<D> has_record(const State<D>& s, Partition<D> partition) {
    const Bool<D> guarded = is_guarded(s, partition);
    return Architecture::always_guarded ? guarded : asks_for(s, partition, PIP_EVENT_MAGIC) || guarded;
}

// The same of who has a VIDT.
template <class D> Bool<D> has_guarded_entries(const State<D>& s, Partition<D> partition) {
    return Architecture::always_guarded ? Bool<D>(true) : is_guarded(s, partition);
}

// Entries from here on lead nowhere, since the kernel writes them.
template <class D> Word<D> vidt_limit(const State<D>& s, Partition<D> partition) {
    return D::choose(
        has_guarded_entries(s, partition), Word<D>(record_index::entry),
        D::choose(has_record(s, partition), Word<D>(record_index::magic), Word<D>(words_per_page)));
}

// The address of the context that an entry names: of a guarded partition's, which lies at a word, the lowest
// bits say who else may enter it.
static_assert(PIP_OPEN_MASK < word_bytes);
template <class D> Address<D> context_of(const State<D>& s, Partition<D> partition, Word<D> index) {
    const Word<D> entry = vidt_entry(s, partition, index);
    return D::choose(has_guarded_entries(s, partition), entry & ~Word<D>(word_bytes - 1), entry);
}

// Where in its memory a partition has a context.
template <class D> Range<D> context_at(const State<D>& s, Partition<D> partition, Address<D> context) {
    return range_of(s, partition, context, context_bytes);
}

// Of a guarded partition, whose contexts lie at words.
template <class D> Word<D> state_position(const Range<D>& range) {
    return (range.offset >> word_shift) + Architecture::context_valid;
}

// Who names an entry: bits that the entry of a guarded partition must have are those within PIP_OPEN_MASK.
namespace named_by {
inline constexpr std::uint32_t kernel = 0, child = PIP_OPEN_TO_CHILDREN, parent = PIP_OPEN_TO_PARENT,
                               itself = 4;
}

// Whether a context of a guarded partition can be entered, by its state: once what waits, ever again what the
// program made; what was interrupted once, by nobody but the parent and root itself.
template <class D> Bool<D> is_enterable(Word<D> saved_as, Word<D> opener) {
    static_assert(PIP_CONTEXT_STATE_WAITING == 1 && PIP_CONTEXT_STATE_PROGRAM == 2 &&
                  PIP_CONTEXT_STATE_INTERRUPTED == 3);
    const Word<D> states =
        D::choose(opener == named_by::parent || opener == named_by::itself, Word<D>(3), Word<D>(2));
    return saved_as - 1 < states;
}

// Whether an entry can be entered by who names it. What is entered in a guarded partition can be written: it
// may have to be spent.
template <class D>
Bool<D> can_be_entered(const State<D>& s, Partition<D> partition, Word<D> index, Word<D> opener) {
    return named<D>(s, "can be entered", {partition, index, opener}, [&] {
        const Address<D> context = context_of(s, partition, index);
        const Word<D> saved_as = load_aligned(s, context_at(s, partition, context),
                                              state_position<D>(context_at(s, partition, context)));
        return has_vidt(s, partition) && index < vidt_limit(s, partition) &&
               is_memory_range(s, partition, context, context_bytes, false) &&
               (!has_guarded_entries(s, partition) ||
                ((vidt_entry(s, partition, index) & opener & PIP_OPEN_MASK) == (opener & PIP_OPEN_MASK) &&
                 is_memory_range(s, partition, context, context_bytes, true) &&
                 is_enterable<D>(saved_as, opener)));
    });
}

template <class D> Bool<D> can_save(const State<D>& s, Partition<D> partition, Address<D> context) {
    return has_vidt(s, partition) && is_memory_range(s, partition, context, context_bytes, true);
}

// Whether a context in this state holds the word: one that waits, its first words alone.
template <class D> Bool<D> has_word(Word<D> saved_as, std::uint32_t word) {
    return word < Architecture::waiting_words ? Bool<D>(true) : saved_as != PIP_CONTEXT_STATE_WAITING;
}

template <class D>
void save_context(State<D>& s, Bool<D> go, const Range<D>& range, Word<D> state_on_wake, Word<D> saved_as) {
    go = settled<D>(go);
    for (std::uint32_t i = 0; i < s.context.size(); ++i) {
        const Word<D> word = i == Architecture::context_state   ? state_on_wake
                             : i == Architecture::context_valid ? saved_as
                                                                : s.context[i];
        store(s, go && has_word<D>(saved_as, i), range, Word<D>(i), word);
    }
}

// Only root can keep interrupts off.
template <class D>
void set_interrupt_state_of(State<D>& s, Bool<D> go, Partition<D> partition, Word<D> state) {
    s.interrupt_state.update(go, partition, state);
    s.interrupts_on =
        D::choose(go, D::choose(partition == s.root && state == 0, Word<D>(0), Word<D>(1)), s.interrupts_on);
}

template <class D>
void record_event(State<D>& s, Bool<D> go, Partition<D> partition, Bool<D> guarded, const Event<D>& event) {
    const Frame<D> vidt = s.frame(partition, Page<D>(vidt_page));
    const Word<D> count = s.memory(vidt, Word<D>(record_index::sequence)) + 1;
    s.memory.update(go, vidt, Word<D>(record_index::cause), event.cause);
    s.memory.update(go, vidt, Word<D>(record_index::vector), event.vector);
    s.memory.update(go, vidt, Word<D>(record_index::sender), event.sender);
    s.memory.update(go, vidt, Word<D>(record_index::error), event.error_code);
    s.memory.update(go, vidt, Word<D>(record_index::address), event.address);
    s.memory.update(go, vidt, Word<D>(record_index::sequence), count);
    s.memory.update(go && guarded, vidt, Word<D>(record_index::entry), event.entry);
    s.memory.update(go && guarded, vidt, Word<D>(record_index::level), event.level);
}

// A register of user mode's that no context holds goes with its partition.
template <class D> void switch_thread_register(State<D>& s, Bool<D> go, Partition<D> target) {
    const Bool<D> other = settled<D>(go && target != s.current);
    const Word<D> found = s.thread_register;
    s.thread_register = D::choose(other, s.saved_thread_register(target), found);
    s.saved_thread_register.update(other, s.current, found);
}

// Where a partition is entered, and by which rules, as they are before anybody is saved.
template <class D> struct Entrance {
    Range<D> context;
    Bool<D> record, guarded;
};

template <class D> Entrance<D> entrance_of(const State<D>& s, Partition<D> partition, Word<D> index) {
    const Bool<D> guarded = has_guarded_entries(s, partition);
    return {context_at(s, partition, context_of(s, partition, index)),
            Architecture::always_guarded ? guarded : has_record(s, partition), guarded};
}

// What a context in this state is entered with: 0 in registers that it does not hold.
template <class D>
Word<D> word_to_enter(const State<D>& s, const Range<D>& context, Word<D> saved_as, std::uint32_t word) {
    return D::choose(has_word<D>(saved_as, word), load(s, context, Word<D>(word)), Word<D>(0));
}

// The target runs on from its context. What was interrupted finds the record as it was, and what was saved is
// spent.
template <class D>
void enter(State<D>& s, Bool<D> go, Partition<D> target, const Entrance<D>& entrance, const Event<D>& event) {
    go = settled<D>(go);
    const Word<D> saved_as = load(s, entrance.context, Word<D>(Architecture::context_valid));
    for (std::uint32_t i = 0; i < s.context.size(); ++i)
        s.context[i] = D::choose(go, word_to_enter<D>(s, entrance.context, saved_as, i), s.context[i]);
    set_interrupt_state_of(s, go, target, s.context[Architecture::context_state]);
    for (std::uint32_t i = 0; i < s.context.size(); ++i)
        s.context[i] = D::choose(go, loaded_word<D>(i, s.context[i], s.interrupts_on), s.context[i]);
    record_event(s, go && entrance.record && !(entrance.guarded && saved_as == PIP_CONTEXT_STATE_INTERRUPTED),
                 target, entrance.guarded, event);
    store_aligned(s, go && entrance.guarded && saved_as != PIP_CONTEXT_STATE_PROGRAM, entrance.context,
                  state_position<D>(entrance.context), Word<D>(PIP_CONTEXT_STATE_SPENT));
    if constexpr (Architecture::has_thread_register) switch_thread_register(s, go, target);
    s.current = D::choose(go, target, s.current);
    s.chain.update(go, s.depth(target), target);
}

template <class D>
Outcome<D> yield(State<D>& s, Address<D> descriptor, Word<D> target_index, Word<D> save_index,
                 Word<D> flags_on_yield, Word<D> flags_on_wake) {
    const Partition<D> caller = s.current;
    const Bool<D> up = descriptor == 0;
    Checks<D> checks;
    checks.require(target_index < Architecture::vidt_limit, abi::Error::target_index);
    checks.require(save_index < Architecture::vidt_limit, abi::Error::save_index);
    checks.require(!(up && caller == s.root), abi::Error::no_parent);
    Checks<D> of_child;
    const Partition<D> child = require_child(s, of_child, descriptor);
    checks.require_when(!up, of_child);
    const Bool<D> found = checks.passed();
    const Partition<D> target = D::choose(up, s.parent(caller), child);
    checks.require(has_vidt(s, caller), abi::Error::caller_vidt);
    checks.require(has_vidt(s, target), abi::Error::target_vidt);
    checks.require(can_be_entered(s, target, target_index,
                                  D::choose(up, Word<D>(named_by::child), Word<D>(named_by::parent))),
                   abi::Error::target_context);
    const Entrance<D> entrance = entrance_of(s, target, target_index);
    const Address<D> saved = context_of(s, caller, save_index);
    checks.require(save_index < vidt_limit(s, caller) && (saved == 0 || can_save(s, caller, saved)),
                   abi::Error::save_context);

    const Bool<D> go = checks.passed();
    save_context(s, go && saved != 0, context_at(s, caller, saved), flags_on_wake,
                 Word<D>(PIP_CONTEXT_STATE_WAITING));
    s.interrupt_state.update(go, caller, flags_on_yield);
    const Word<D> sender =
        D::choose(up, address_of(s.page_in_parent(caller)), Word<D>(PIP_EVENT_SENDER_PARENT));
    const Word<D> level = D::choose(up, Word<D>(1), ~Word<D>(0));
    enter(
        s, go, target, entrance,
        {Word<D>(PIP_EVENT_CAUSE_YIELD), target_index, sender, Word<D>(0), Word<D>(0), target_index, level});

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

// Who did not ask to be left is saved in its own slot. It loses its registers where it has no place for them.
template <class D> void save_interrupted(State<D>& s, Bool<D> go) {
    const Partition<D> victim = s.current;
    const Word<D> state = s.interrupt_state(victim);
    const Word<D> slot =
        D::choose(state == 0, Word<D>(PIP_VIDT_SAVE_MASKED), Word<D>(PIP_VIDT_SAVE_UNMASKED));
    const Word<D> saved_as = D::choose(has_guarded_entries(s, victim), Word<D>(PIP_CONTEXT_STATE_INTERRUPTED),
                                       Word<D>(PIP_CONTEXT_STATE_WAITING));
    const Address<D> saved = context_of(s, victim, slot);
    save_context(s, go && can_save(s, victim, saved), context_at(s, victim, saved), state, saved_as);
}

// Control passes upwards from a partition that did not ask for it.
template <class D> void interrupt(State<D>& s, Bool<D> go, Partition<D> target, const Event<D>& event) {
    go = settled<D>(go);
    const Entrance<D> entrance = entrance_of(s, target, event.entry);
    save_interrupted(s, go);
    enter(s, go, target, entrance, event);
}

// What becomes of an event: who takes it, and what is told.
template <class D> struct Delivery {
    Bool<D> taken;
    Partition<D> target;
    Event<D> event;
    Word<D> opener; // who has named event.entry
};

// 1 where somebody takes the event, 0 where nothing happens.
template <class D> Word<D> deliver(State<D>& s, const Delivery<D>& delivery) {
    interrupt(s, delivery.taken, delivery.target, delivery.event);
    return D::choose(delivery.taken, Word<D>(1), Word<D>(0));
}

template <class D> Delivery<D> delivery_to_root(const State<D>& s, const Event<D>& event) {
    return {can_be_entered(s, s.root, event.entry, Word<D>(0)), s.root, event, Word<D>(0)};
}

// Whether a partition's parent takes a double fault that comes from it, its own or from below.
template <class D> Bool<D> takes_double_fault_of(const State<D>& s, Partition<D> below) {
    return below != s.root && can_be_entered(s, s.parent(below), Word<D>(PIP_VIDT_DOUBLE_FAULT), Word<D>(0));
}

// The partition whose parent takes an event of the current one that the parent has no entry for, as a double
// fault, or 0: it is the current one itself where its parent is guarded, else one above it. What a guarded
// parent has not opened to `int n` is left to be made a fault.
template <class D> Partition<D> below_double_fault(const State<D>& s, std::uint32_t opener) {
    const Partition<D> parent = s.parent(s.current);
    const Bool<D> guarded = is_guarded(s, parent);
    const Partition<D> above =
        nearest(s, parent, [&](const Partition<D>& below) { return takes_double_fault_of(s, below); });
    if (opener != 0) return D::choose(guarded, Word<D>(0), above);
    return D::choose(guarded && takes_double_fault_of(s, s.current), s.current, above);
}

// The parent takes the event at event.entry; where it cannot, the nearest ancestor that can takes a double
// fault.
template <class D> Delivery<D> delivery_to_ancestor(const State<D>& s, Event<D> event, std::uint32_t opener) {
    const Bool<D> at_once =
        s.current != s.root && can_be_entered(s, s.parent(s.current), event.entry, Word<D>(opener));
    const Partition<D> below = D::choose(at_once, s.current, below_double_fault(s, opener));
    event.sender = address_of(s.page_in_parent(below));
    event.entry = D::choose(at_once, event.entry, Word<D>(PIP_VIDT_DOUBLE_FAULT));
    event.level = s.depth(s.current) - s.depth(below) + 1;
    return {s.current != s.root && below != 0, s.parent(below), event,
            D::choose(at_once, Word<D>(opener), Word<D>(0))};
}

template <class D>
Delivery<D> delivery_of_fault(const State<D>& s, Word<D> vector, Word<D> error_code, Word<D> address) {
    return delivery_to_ancestor(
        s, {Word<D>(PIP_EVENT_CAUSE_FAULT), vector, Word<D>(0), error_code, address, vector, Word<D>(0)}, 0);
}
template <class D> Word<D> forward_fault(State<D>& s, Word<D> vector, Word<D> error_code, Word<D> address) {
    return deliver(s, delivery_of_fault(s, vector, error_code, address));
}

// `int n`, and a call that is no service's, where the architecture forwards such calls.
template <class D> Event<D> event_of_software_interrupt(Word<D> vector) {
    return {Word<D>(PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT),
            vector,
            Word<D>(PIP_EVENT_SENDER_ITSELF),
            Word<D>(0),
            Word<D>(0),
            vector,
            Word<D>(0)};
}
template <class D> Event<D> event_of_call(Word<D> number) {
    return {Word<D>(PIP_EVENT_CAUSE_CALL),
            Word<D>(Architecture::foreign_call),
            Word<D>(PIP_EVENT_SENDER_ITSELF),
            number,
            Word<D>(0),
            Word<D>(Architecture::foreign_call),
            Word<D>(0)};
}

// With these root reaches its own VIDT, everybody else the parent's.
template <class D> Delivery<D> delivery_to_itself(const State<D>& s, const Event<D>& event) {
    return {s.current == s.root && can_be_entered(s, s.current, event.entry, Word<D>(named_by::itself)),
            s.current, event, Word<D>(named_by::itself)};
}
template <class D> Word<D> forward_request(State<D>& s, const Event<D>& event) {
    // nobody is above root
    const Delivery<D> to_itself = delivery_to_itself(s, event),
                      to_ancestor = delivery_to_ancestor(s, event, named_by::child);
    deliver(s, to_itself);
    const Word<D> taken_above = deliver(s, to_ancestor);
    return D::choose(to_itself.taken, Word<D>(1), taken_above);
}
template <class D> Word<D> forward_software_interrupt(State<D>& s, Word<D> vector) {
    return forward_request(s, event_of_software_interrupt<D>(vector));
}
template <class D> Word<D> forward_call(State<D>& s, Word<D> number) {
    return forward_request(s, event_of_call<D>(number));
}

template <class D> Delivery<D> delivery_of_interrupt(const State<D>& s, Word<D> line) {
    const Word<D> index = line + Architecture::first_interrupt;
    return delivery_to_root(s, {Word<D>(PIP_EVENT_CAUSE_INTERRUPT), index, Word<D>(PIP_EVENT_SENDER_KERNEL),
                                Word<D>(0), Word<D>(0), index, s.depth(s.current)});
}
template <class D> Word<D> forward_interrupt(State<D>& s, Word<D> line) {
    return deliver(s, delivery_of_interrupt(s, line));
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
    s.floating_point_registers =
        D::choose(s.floating_point_used(s.current) != 0, s.floating_point(s.current), Word<D>(0));
    s.floating_point_used.update(Bool<D>(true), s.current, Word<D>(1));
    s.floating_point_owner = s.current;
}

} // namespace pepin::spec
