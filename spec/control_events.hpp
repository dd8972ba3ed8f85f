// What is promised of events: who takes them, by which entry, and that somebody does. What follows of those
// that are taken is in control.hpp.
#pragma once

#include "spec/control.hpp"

namespace pepin::spec {

// Of an event that is taken, before anything has changed: it arrives at an entry that can be entered, and
// says where it comes from. This, of every kind of event, and the claims about passages, of every event of
// which this is true, are proved apart.
template <class D, class Claim>
void claim_delivery(const State<D>& s, Claim& claim, const Delivery<D>& delivery) {
    const Partition<D> to = delivery.target;
    const Word<D> level = delivery.event.level, named = s.frame(to, page_of(delivery.event.sender));
    const auto by_kernel = delivery.event.cause == PIP_EVENT_CAUSE_INTERRUPT;
    claim.equal("who takes an event is a partition", delivery.taken, s.kind(to), Word<D>(kind::descriptor));
    claim.holds("an entry is named by the kernel, a child or root itself", delivery.taken,
                delivery.opener == named_by::kernel ||
                    (delivery.opener == named_by::child && s.parent(s.current) == to) ||
                    (delivery.opener == named_by::itself && s.current == to && to == s.root));
    claim.holds("who takes an event can be entered", delivery.taken,
                can_be_entered(s, to, delivery.event.entry, delivery.opener));
    claim.equal("an event's level is how far below it comes from", delivery.taken, level,
                s.depth(s.current) - s.depth(to));
    claim.holds("no event comes from above", delivery.taken, level <= greatest_depth);
    claim.equal("level 0 is oneself", delivery.taken && level == 0, s.current, to);
    claim.equal("an interrupt comes from the kernel", delivery.taken && by_kernel, delivery.event.sender,
                Word<D>(PIP_EVENT_SENDER_KERNEL));
    claim.equal("an event of one's own is called that", delivery.taken && level == 0 && !by_kernel,
                delivery.event.sender, Word<D>(PIP_EVENT_SENDER_ITSELF));
    claim.equal("at level 1 the sender is who was current", delivery.taken && level == 1 && !by_kernel, named,
                s.current);
    claim.equal("further down the sender is the child above it", delivery.taken && level > 1 && !by_kernel,
                named, s.chain(s.depth(to) + 1));
    claim.holds("no event is the parent's", delivery.taken, delivery.event.sender != PIP_EVENT_SENDER_PARENT);
}

// Of a fault that is taken: the parent takes it at the entry of its vector, or somebody at entry 8 what the
// parent cannot be entered for.
template <class D, class Claim>
void claim_fault(const State<D>& s, Claim& claim, const Delivery<D>& delivery, Word<D> vector,
                 Word<D> error_code, Word<D> address) {
    const Bool<D> at_once = can_be_entered(s, s.parent(s.current), vector, Word<D>(named_by::kernel));
    claim.equal("a fault is called one", delivery.taken, delivery.event.cause,
                Word<D>(PIP_EVENT_CAUSE_FAULT));
    claim.equal("a fault keeps its vector", delivery.taken, delivery.event.vector, vector);
    claim.equal("a fault keeps its error code", delivery.taken, delivery.event.error_code, error_code);
    claim.equal("a fault keeps its address", delivery.taken, delivery.event.address, address);
    claim.equal("a fault arrives at its vector's entry, or at 8", delivery.taken, delivery.event.entry,
                D::choose(at_once, vector, Word<D>(PIP_VIDT_DOUBLE_FAULT)));
    claim.equal("a fault that the parent can be entered for is the parent's", delivery.taken && at_once,
                delivery.target, s.parent(s.current));
    claim.equal("no entry is named for a fault", delivery.taken, delivery.opener, Word<D>(named_by::kernel));
}

// Of `int n` of a partition other than root: a guarded parent takes it at n, by name; an unguarded one may
// leave it to entry 8 of somebody above.
template <class D, class Claim>
void claim_software_interrupt(const State<D>& s, Claim& claim, const Delivery<D>& delivery, Word<D> vector) {
    const Partition<D> parent = s.parent(s.current);
    const Bool<D> by_name =
        is_guarded(s, parent) || can_be_entered(s, parent, vector, Word<D>(named_by::child));
    claim.equal("`int n` is called that", delivery.taken, delivery.event.cause,
                Word<D>(PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT));
    claim.equal("`int n` keeps its number", delivery.taken, delivery.event.vector, vector);
    claim.equal("`int n` arrives at n, or at 8", delivery.taken, delivery.event.entry,
                D::choose(by_name, vector, Word<D>(PIP_VIDT_DOUBLE_FAULT)));
    claim.equal("`int n` names an entry of the parent", delivery.taken && by_name, delivery.target, parent);
    claim.equal("what arrives at n is open to it", delivery.taken, delivery.opener,
                D::choose(by_name, Word<D>(named_by::child), Word<D>(named_by::kernel)));
}

// Of a call that is no service's, of a partition other than root: the same, at the entry for such calls, and
// the number is kept where a fault has its error code.
template <class D, class Claim>
void claim_foreign_call(const State<D>& s, Claim& claim, const Delivery<D>& delivery, Word<D> number) {
    const Partition<D> parent = s.parent(s.current);
    const Word<D> entry = Word<D>(Architecture::foreign_call);
    const Bool<D> by_name =
        is_guarded(s, parent) || can_be_entered(s, parent, entry, Word<D>(named_by::child));
    claim.equal("a foreign call is called that", delivery.taken, delivery.event.cause,
                Word<D>(PIP_EVENT_CAUSE_CALL));
    claim.equal("a foreign call keeps its number", delivery.taken, delivery.event.error_code, number);
    claim.equal("a foreign call says its entry", delivery.taken, delivery.event.vector, entry);
    claim.equal("a foreign call arrives at its entry, or at 8", delivery.taken, delivery.event.entry,
                D::choose(by_name, entry, Word<D>(PIP_VIDT_DOUBLE_FAULT)));
    claim.equal("a foreign call names an entry of the parent", delivery.taken && by_name, delivery.target,
                parent);
    claim.equal("what arrives at the entry for foreign calls is open to it", delivery.taken, delivery.opener,
                D::choose(by_name, Word<D>(named_by::child), Word<D>(named_by::kernel)));
}

// Of root's own `int n`, and its own foreign call.
template <class D, class Claim>
void claim_own_interrupt(const State<D>& s, Claim& claim, const Delivery<D>& delivery, Word<D> vector) {
    claim.equal("`int n` of root is called that", delivery.taken, delivery.event.cause,
                Word<D>(PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT));
    claim.equal("`int n` of root keeps its number", delivery.taken, delivery.event.vector, vector);
    claim.equal("`int n` of root arrives at n", delivery.taken, delivery.event.entry, vector);
    claim.equal("`int n` of root is root's", delivery.taken, delivery.target, s.root);
    claim.equal("root names its own entry", delivery.taken, delivery.opener, Word<D>(named_by::itself));
}

template <class D, class Claim>
void claim_own_call(const State<D>& s, Claim& claim, const Delivery<D>& delivery, Word<D> number) {
    const Word<D> entry = Word<D>(Architecture::foreign_call);
    claim.equal("a foreign call of root is called that", delivery.taken, delivery.event.cause,
                Word<D>(PIP_EVENT_CAUSE_CALL));
    claim.equal("a foreign call of root keeps its number", delivery.taken, delivery.event.error_code, number);
    claim.equal("a foreign call of root arrives at its entry", delivery.taken, delivery.event.entry, entry);
    claim.equal("a foreign call of root is root's", delivery.taken, delivery.target, s.root);
    claim.equal("root names its own entry for foreign calls", delivery.taken, delivery.opener,
                Word<D>(named_by::itself));
}

// Of a hardware interrupt.
template <class D, class Claim>
void claim_interrupt(const State<D>& s, Claim& claim, const Delivery<D>& delivery, Word<D> line) {
    const Word<D> entry = line + Architecture::first_interrupt;
    claim.equal("an interrupt is called one", delivery.taken, delivery.event.cause,
                Word<D>(PIP_EVENT_CAUSE_INTERRUPT));
    claim.equal("an interrupt says its line", delivery.taken, delivery.event.vector, entry);
    claim.equal("an interrupt arrives at its line's entry", delivery.taken, delivery.event.entry, entry);
    claim.equal("an interrupt is root's", delivery.taken, delivery.target, s.root);
    claim.equal("no entry is named for an interrupt", delivery.taken, delivery.opener,
                Word<D>(named_by::kernel));
}

// Of the chain from root to the current partition, the one at `depth` or the nearest above it whose parent
// takes a double fault; 0 where there is none.
template <class D> Partition<D> taker_below(const State<D>& s, Word<D> depth) {
    return nearest(s, s.chain(depth),
                   [&](const Partition<D>& below) { return takes_double_fault_of(s, below); });
}
template <class D> Bool<D> is_on_chain(const State<D>& s, Partition<D> found, Word<D> depth) {
    return found == 0 || (s.depth(found) <= depth && s.chain(s.depth(found)) == found && found != s.root &&
                          takes_double_fault_of(s, found));
}
template <class D> Bool<D> root_takes_all(const State<D>& s) {
    return can_be_entered(s, s.root, Word<D>(PIP_VIDT_DOUBLE_FAULT), Word<D>(named_by::kernel));
}

// The way up, from each partition of the chain if it is so from the one above it: what is found is on the
// chain, and where root can be entered at 8 somebody is found.
template <class D, class Claim> void claim_way_up(const State<D>& s, Claim& claim, Word<D> depth) {
    const auto within = depth <= s.depth(s.current);
    const Partition<D> found = taker_below(s, depth), above = taker_below(s, Word<D>(depth - 1));
    claim.holds("who is found on the way up is on it",
                within && (depth == 0 || is_on_chain(s, above, Word<D>(depth - 1))),
                is_on_chain(s, found, depth));
    claim.holds("somebody takes what nobody below takes",
                within && root_takes_all(s) && depth != 0 && (depth == 1 || above != 0), found != 0);
}
// What the way up says, from depth 0 or 1 on, of who is above the current partition.
template <class D> Bool<D> way_up_ends(const State<D>& s) {
    const Word<D> depth = s.depth(s.current);
    const Partition<D> above = taker_below(s, Word<D>(depth - 1));
    return depth == 0 ||
           (is_on_chain(s, above, Word<D>(depth - 1)) && (depth == 1 || !root_takes_all(s) || above != 0));
}

// Never stuck: no fault of a partition other than root stops a machine whose root is guarded and can be
// entered at 8. (`int n` that is not taken becomes a fault in the entry code.)
template <class D, class Claim> void claim_fault_is_taken(const State<D>& s, Claim& claim, Bool<D> taken) {
    claim.holds("a fault is taken",
                is_guarded(s, s.root) && root_takes_all(s) && s.current != s.root && way_up_ends(s), taken);
}

} // namespace pepin::spec
