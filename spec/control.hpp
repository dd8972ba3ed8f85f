// What is promised about control: of each entry into the kernel that passes it from one partition to another, and of guarded partitions
// (is_guarded). Like the isolation theorems these are claims about a few things each; docs/proof.md says them in words.
#pragma once

#include "spec/invariants.hpp"
#include "spec/services_control.hpp"

namespace pepin::spec {

// Control has passed, by an entry of the VIDT of who is current now.
template <class D> struct Passage {
    Partition<D> from;
    Word<D> entry;
    Word<D> opener; // the bit that the entry has to have, 0 where the kernel has chosen it
    Word<D> cause;
    Range<D> saved; // where `from` was saved, where it was
};

// A passage by yield, and one by an event, both of the state before.
template <class D> Passage<D> passage_by_yield(const State<D>& before, Bool<D> up, Word<D> entry, Word<D> save_index) {
    return {before.current, entry, D::choose(up, Word<D>(PIP_OPEN_TO_CHILDREN), Word<D>(PIP_OPEN_TO_PARENT)), Word<D>(PIP_EVENT_CAUSE_YIELD),
            context_at(before, before.current, context_of(before, before.current, save_index))};
}
template <class D> Passage<D> passage_by_event(const State<D>& before, const Delivery<D>& delivery) {
    const Word<D> slot = D::choose(before.interrupt_state(before.current) == 0, Word<D>(PIP_VIDT_SAVE_MASKED), Word<D>(PIP_VIDT_SAVE_UNMASKED));
    return {before.current, delivery.event.entry, delivery.opener, delivery.event.cause, context_at(before, before.current, context_of(before, before.current, slot))};
}

template <class D> Frame<D> frame_of_vidt(const State<D>& s, Partition<D> partition) { return s.frame(partition, Page<D>(vidt_page)); }
template <class D> Bool<D> is_apart(const Range<D>& range, Frame<D> frame) { return range.first != frame && range.second != frame; }

// Who chooses the context: a guarded partition is entered only with a context that one of its own entries names, which the kernel does not write and
// which is open to who enters. Once: nothing that was spent is entered, and what is entered, and was not made by the program, is spent then.
template <class D, class Claim> void claim_choice(const State<D>& before, const State<D>& after, Claim& claim, const Passage<D>& passage) {
    const Partition<D> to = after.current;
    const Bool<D> guarded = is_guarded(before, to);
    const Range<D> context = context_at(before, to, context_of(before, to, passage.entry));
    const auto at = [&](std::uint32_t word) { return (context.offset >> 2) + word; };
    const auto made = Word<D>(PIP_CONTEXT_STATE_PROGRAM);

    claim.holds("nobody is entered by words that the kernel writes", has_record(before, to), passage.entry < PIP_EVENT_MAGIC_INDEX);
    claim.holds("no guarded partition is entered by words that the kernel writes", guarded, passage.entry < PIP_EVENT_ENTRY_INDEX);
    claim.equal("who names an entry is whom it is open to", guarded, vidt_entry(before, to, passage.entry) & passage.opener, passage.opener);
    for (std::uint32_t word = 0; word < Architecture::context_words; ++word)
        if (word != Architecture::context_flags && word != Architecture::context_valid)
            claim.equal("the registers are those of the context that the entry names", guarded && is_apart<D>(context, frame_of_vidt(after, to)), after.context[word],
                        load_aligned(after, context, Word<D>(at(word))));
    claim.holds("what is spent is not entered", guarded, load_aligned(before, context, at(Architecture::context_valid)) <= PIP_CONTEXT_STATE_INTERRUPTED);
    claim.equal("what was saved is spent when it is entered", guarded && after.context[Architecture::context_valid] != made,
                load_aligned(after, context, Word<D>(at(Architecture::context_valid))), Word<D>(PIP_CONTEXT_STATE_SPENT));
}

// Told truly: the record of who is entered says what has happened, unless the partition was interrupted before and goes on. (Who keeps its
// contexts in its VIDT may find one of them in place of the record.)
template <class D, class Claim> void claim_truth(const State<D>& before, const State<D>& after, Claim& claim, const Passage<D>& passage) {
    const Partition<D> to = after.current;
    const Frame<D> vidt = frame_of_vidt(before, to);
    const Range<D> context = context_at(before, to, context_of(before, to, passage.entry));
    const auto goes_on = after.context[Architecture::context_valid] == PIP_CONTEXT_STATE_INTERRUPTED;
    const auto told = is_guarded(before, to) && is_apart<D>(context, vidt) && !goes_on;
    const auto record = [&](std::uint32_t index) { return after.memory(vidt, Word<D>(index)); };
    const Word<D> sender = record(PIP_EVENT_SENDER_INDEX), level = record(PIP_EVENT_LEVEL_INDEX), named = before.frame(to, page_of(sender));
    const auto by_kernel = passage.cause == PIP_EVENT_CAUSE_INTERRUPT;

    claim.equal("the record says why", told, record(PIP_EVENT_CAUSE_INDEX), passage.cause);
    claim.equal("the record says by which entry", told, record(PIP_EVENT_ENTRY_INDEX), passage.entry);
    claim.equal("the record says how far below it comes from", told, level, before.depth(passage.from) - before.depth(to));
    claim.equal("an event of one's own is called that", told && level == 0, passage.from, to);
    claim.equal("a sender is who was current", told && level == 1 && !by_kernel, named, passage.from);
    claim.equal("a sender that stands for another is a child", told && level > 1 && level <= greatest_depth && !by_kernel, before.parent(named), to);
    claim.equal("a parent is the parent", told && sender == PIP_EVENT_SENDER_PARENT, D::choose(to == before.root, Word<D>(0), before.parent(to)), passage.from);
}

// Of an event that is taken, before anything has changed: it arrives at an entry that can be entered, and says where it comes from. This, of every kind of
// event, and the claims about passages, of every event of which this is true, are proved apart.
template <class D, class Claim> void claim_delivery(const State<D>& s, Claim& claim, const Delivery<D>& delivery) {
    const Partition<D> to = delivery.target;
    const Word<D> level = delivery.event.level, named = s.frame(to, page_of(delivery.event.sender));
    const auto by_kernel = delivery.event.cause == PIP_EVENT_CAUSE_INTERRUPT;
    const auto by_child = delivery.opener == PIP_OPEN_TO_CHILDREN;
    claim.equal("who takes an event is a partition", delivery.taken, s.kind(to), Word<D>(kind::descriptor));
    claim.holds("an entry is named by a child or by the kernel", delivery.taken, by_child || delivery.opener == 0);
    claim.holds("who takes an event can be entered", delivery.taken,
                can_be_entered(s, to, delivery.event.entry, delivery.opener));
    claim.equal("an event's level is how far below it comes from", delivery.taken, level, s.depth(s.current) - s.depth(to));
    claim.equal("level 0 is oneself", delivery.taken && level == 0, s.current, to);
    claim.equal("at level 1 the sender is who was current", delivery.taken && level == 1 && !by_kernel, named, s.current);
    claim.equal("further down the sender is a child", delivery.taken && level > 1 && !by_kernel, s.parent(named), to);
    claim.holds("no event comes from the parent", delivery.taken, delivery.event.sender != PIP_EVENT_SENDER_PARENT);
}

// ... and a record stays as it is until its owner is entered anew, whatever else happens: any guarded partition, any word of its record.
template <class D, class Claim>
void claim_record_stays(const State<D>& before, const State<D>& after, Claim& claim, const Passage<D>& passage, Partition<D> owner, Word<D> index) {
    const Partition<D> to = after.current;
    const Frame<D> vidt = frame_of_vidt(before, owner);
    const Range<D> context = context_at(before, to, context_of(before, to, passage.entry));
    const auto goes_on = is_guarded(before, to) && after.context[Architecture::context_valid] == PIP_CONTEXT_STATE_INTERRUPTED;
    const auto kept = is_guarded(before, owner) && is_apart<D>(passage.saved, vidt) && is_apart<D>(context, vidt) && PIP_EVENT_ENTRY_INDEX <= index &&
                      index < words_per_page;
    claim.equal("a record stays until its owner is entered", kept && frame_of_vidt(before, to) != vidt, after.memory(vidt, index), before.memory(vidt, index));
    claim.equal("who was interrupted finds the record as it was", kept && owner == to && goes_on, after.memory(vidt, index), before.memory(vidt, index));
}

// Of the chain from root to the current partition, the one at `depth` or the nearest above it whose parent takes a double fault; 0 where there is none.
template <class D> Partition<D> taker_below(const State<D>& s, Word<D> depth) {
    return nearest(s, s.chain(depth), [&](const Partition<D>& below) { return takes_double_fault_of(s, below); });
}
template <class D> Bool<D> is_on_chain(const State<D>& s, Partition<D> found, Word<D> depth) {
    return found == 0 || (s.depth(found) <= depth && s.chain(s.depth(found)) == found && found != s.root && takes_double_fault_of(s, found));
}
template <class D> Bool<D> root_takes_all(const State<D>& s) { return can_be_entered(s, s.root, Word<D>(PIP_VIDT_DOUBLE_FAULT), Word<D>(0)); }

// The way up, from each partition of the chain if it is so from the one above it: what is found is on the chain, and where root can be entered at 8
// somebody is found.
template <class D, class Claim> void claim_way_up(const State<D>& s, Claim& claim, Word<D> depth) {
    const auto within = depth <= s.depth(s.current);
    const Partition<D> found = taker_below(s, depth), above = taker_below(s, Word<D>(depth - 1));
    claim.holds("who is found on the way up is on it", within && (depth == 0 || is_on_chain(s, above, Word<D>(depth - 1))), is_on_chain(s, found, depth));
    claim.holds("somebody takes what nobody below takes", within && root_takes_all(s) && depth != 0 && (depth == 1 || above != 0), found != 0);
}
// What the way up says, from depth 0 or 1 on, of who is above the current partition.
template <class D> Bool<D> way_up_ends(const State<D>& s) {
    const Word<D> depth = s.depth(s.current);
    const Partition<D> above = taker_below(s, Word<D>(depth - 1));
    return depth == 0 || (is_on_chain(s, above, Word<D>(depth - 1)) && (depth == 1 || !root_takes_all(s) || above != 0));
}

// Never stuck: no fault of a partition other than root stops a machine whose root is guarded and can be entered at 8. (`int n` that is not taken becomes a
// fault in the entry code.)
template <class D, class Claim> void claim_fault_is_taken(const State<D>& s, Claim& claim, Bool<D> taken) {
    claim.holds("a fault is taken", is_guarded(s, s.root) && root_takes_all(s) && s.current != s.root && way_up_ends(s), taken);
}

} // namespace pepin::spec
