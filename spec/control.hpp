// What is promised about control: of each entry into the kernel that passes it from one partition to another,
// and of guarded partitions (is_guarded). Like the isolation theorems these are claims about a few things
// each; docs/proof/README.md says them in words. Who takes an event is in control_events.hpp.
#pragma once

#include "spec/invariants.hpp"
#include "spec/services_control.hpp"

namespace pepin::spec {

// Control has passed, by an entry of the VIDT of who is current now.
template <class D> struct Passage {
    Partition<D> from;
    Event<D> event; // but for sender and level, of which the claims say what they are
    Word<D> opener; // who has named the entry (named_by)
    Bool<D> saves;  // `from` has a place where it can be saved
    Range<D> saved; // ... which is here
    Word<D> state_on_wake, saved_as;
    std::uint32_t saved_words; // of the context
};

// Where the current partition is saved, if it can be, when it names this entry for that.
template <class D>
Passage<D> passage_from(const State<D>& before, const Event<D>& event, Word<D> opener, Word<D> slot,
                        Word<D> state_on_wake, Word<D> saved_as, std::uint32_t saved_words) {
    const Address<D> saved = context_of(before, before.current, slot);
    return {before.current,
            event,
            opener,
            saved != 0 && can_save(before, before.current, saved),
            context_at(before, before.current, saved),
            state_on_wake,
            saved_as,
            saved_words};
}

// A passage by yield, and one by an event, both of the state before.
template <class D>
Passage<D> passage_by_yield(const State<D>& before, Bool<D> up, Word<D> entry, Word<D> save_index,
                            Word<D> state_on_wake) {
    const Word<D> none = Word<D>(0);
    return passage_from(before, {Word<D>(PIP_EVENT_CAUSE_YIELD), entry, none, none, none, entry, none},
                        D::choose(up, Word<D>(named_by::child), Word<D>(named_by::parent)), save_index,
                        state_on_wake, Word<D>(PIP_CONTEXT_STATE_WAITING), Architecture::waiting_words);
}
template <class D> Passage<D> passage_by_event(const State<D>& before, const Delivery<D>& delivery) {
    const Word<D> state = before.interrupt_state(before.current);
    return passage_from(before, delivery.event, delivery.opener,
                        D::choose(state == 0, Word<D>(PIP_VIDT_SAVE_MASKED), Word<D>(PIP_VIDT_SAVE_UNMASKED)),
                        state, Word<D>(PIP_CONTEXT_STATE_INTERRUPTED), Architecture::context_words);
}

template <class D> Frame<D> frame_of_vidt(const State<D>& s, Partition<D> partition) {
    return s.frame(partition, Page<D>(vidt_page));
}
template <class D> Bool<D> is_apart(const Range<D>& range, Frame<D> frame) {
    return range.first != frame && range.second != frame;
}

// Of contexts: no byte of one is a byte of the other.
template <class D> Bool<D> are_apart(const Range<D>& one, const Range<D>& other) {
    const auto fits = [](const Range<D>& range) { return range.offset <= page_bytes - context_bytes; };
    const Bool<D> beside = one.offset - other.offset + (context_bytes - 1) > 2 * (context_bytes - 1);
    return (is_apart<D>(one, other.first) && is_apart<D>(one, other.second)) ||
           (fits(one) && fits(other) && beside);
}
// Whether a word of a frame holds a byte of the first words of a context.
template <class D>
Bool<D> is_within(const Range<D>& context, std::uint32_t words, Frame<D> frame, Word<D> word) {
    const Word<D> end = context.offset + words * word_bytes, at = word << word_shift;
    return (frame == context.first && at + (word_bytes - 1) >= context.offset && at < end) ||
           (frame == context.second && at + page_bytes < end);
}
template <class D> Word<D> word_of(const State<D>& s, const Range<D>& context, std::uint32_t word) {
    return load_aligned(s, context, Word<D>((context.offset >> word_shift) + word));
}

// Where who is current now was entered.
template <class D>
Range<D> entered_context(const State<D>& before, const State<D>& after, const Passage<D>& passage) {
    return context_at(before, after.current, context_of(before, after.current, passage.event.entry));
}
// Who is entered was interrupted and goes on.
template <class D> Bool<D> goes_on(const State<D>& before, const State<D>& after) {
    return is_guarded(before, after.current) &&
           after.context[Architecture::context_valid] == PIP_CONTEXT_STATE_INTERRUPTED;
}
// What was saved is spent when it is entered.
template <class D> Bool<D> is_spent(const State<D>& before, const State<D>& after) {
    return is_guarded(before, after.current) &&
           after.context[Architecture::context_valid] != PIP_CONTEXT_STATE_PROGRAM;
}

// Who chooses the context: a guarded partition is entered only with a context that one of its own entries
// names, which the kernel does not write and which is open to who enters. Once: nothing that was spent is
// entered, and what is entered, and was not made by the program, is spent then. Nobody but the parent, and
// root itself, resumes who was interrupted.
template <class D, class Claim>
void claim_choice(const State<D>& before, const State<D>& after, Claim& claim, const Passage<D>& passage) {
    const Partition<D> to = after.current;
    const Word<D> entry = passage.event.entry;
    const Bool<D> guarded = is_guarded(before, to);
    const Range<D> context = entered_context<D>(before, after, passage);
    const Bool<D> apart = !passage.saves || are_apart<D>(passage.saved, context);
    const Word<D> state = word_of(before, context, Architecture::context_valid),
                  interrupts = word_of(before, context, Architecture::context_state);

    claim.equal("a child names entries of its parent", passage.opener == named_by::child, to,
                before.parent(passage.from));
    claim.equal("a parent names entries of its child", passage.opener == named_by::parent, before.parent(to),
                passage.from);
    claim.equal("who names entries of his own is root", passage.opener == named_by::itself, to, before.root);
    claim.equal("nobody else names entries of his own", passage.opener == named_by::itself, passage.from, to);
    claim.holds("nobody is entered by words that the kernel writes", has_record(before, to),
                entry < record_index::magic);
    claim.holds("no guarded partition is entered by words that the kernel writes", guarded,
                entry < record_index::entry);
    claim.holds("an entry that a child names is open to children",
                guarded && passage.opener == named_by::child,
                (vidt_entry(before, to, entry) & PIP_OPEN_TO_CHILDREN) != 0);
    claim.holds("an entry that the parent names is open to it", guarded && passage.opener == named_by::parent,
                (vidt_entry(before, to, entry) & PIP_OPEN_TO_PARENT) != 0);
    for (std::uint32_t word = 0; word < Architecture::context_words; ++word) {
        const Word<D> found = D::choose(has_word<D>(state, word), word_of(before, context, word), Word<D>(0));
        claim.equal("the registers are those of the context that the entry names", guarded && apart,
                    after.context[word], loaded_word<D>(word, found, after.interrupts_on));
    }
    claim.equal("the interrupt state is that of the context", guarded && apart, after.interrupt_state(to),
                interrupts);
    claim.equal("only root keeps interrupts off", guarded && apart, after.interrupts_on,
                D::choose(to == before.root && interrupts == 0, Word<D>(0), Word<D>(1)));
    claim.holds("what is entered was made by the program, waits or was interrupted", guarded,
                state == PIP_CONTEXT_STATE_PROGRAM || state == PIP_CONTEXT_STATE_WAITING ||
                    state == PIP_CONTEXT_STATE_INTERRUPTED);
    claim.equal("what was saved is spent when it is entered", is_spent<D>(before, after),
                word_of(after, context, Architecture::context_valid), Word<D>(PIP_CONTEXT_STATE_SPENT));
    claim.holds("who was interrupted is resumed by its parent, or is root and resumes itself",
                goes_on<D>(before, after) && apart,
                before.parent(to) == passage.from || (to == before.root && passage.from == to));
}

// Nothing is lost: a guarded partition that is left finds its registers where it wants to be saved, and how
// it was left. (Who is entered may have its record, or the context that it is entered with, in the same
// place.)
template <class D, class Claim>
void claim_saved(const State<D>& before, const State<D>& after, Claim& claim, const Passage<D>& passage) {
    const Range<D> context = entered_context<D>(before, after, passage);
    const Bool<D> saved = is_guarded(before, passage.from) && passage.saves &&
                          (!is_spent<D>(before, after) || are_apart<D>(passage.saved, context)) &&
                          (!has_record(before, after.current) ||
                           is_apart<D>(passage.saved, frame_of_vidt(before, after.current)));
    for (std::uint32_t word = 0; word < passage.saved_words; ++word) {
        const Word<D> expected = word == Architecture::context_state   ? passage.state_on_wake
                                 : word == Architecture::context_valid ? passage.saved_as
                                                                       : before.context[word];
        claim.equal("who is left finds what it was", saved, word_of(after, passage.saved, word), expected);
    }
}

// ... and nothing else of anybody's memory changes: any word of any frame.
template <class D, class Claim>
void claim_rest_stays(const State<D>& before, const State<D>& after, Claim& claim, const Passage<D>& passage,
                      Frame<D> frame, Word<D> word) {
    const Range<D> context = entered_context<D>(before, after, passage);
    const Word<D> state = state_position<D>(context);
    const Bool<D> is_saved = passage.saves && is_within<D>(passage.saved, passage.saved_words, frame, word);
    const Bool<D> is_recorded = has_record(before, after.current) && !goes_on<D>(before, after) &&
                                frame == frame_of_vidt(before, after.current) &&
                                word >= record_index::entry && word != record_index::magic &&
                                word <= record_index::sequence;
    const Bool<D> is_state = is_spent<D>(before, after) && frame == frame_at(context, state) &&
                             word == (state & (words_per_page - 1));
    claim.equal("a passage writes a saved context, a record and a state",
                word < words_per_page && !is_saved && !is_recorded && !is_state, after.memory(frame, word),
                before.memory(frame, word));
}

// Told truly: the record of who is entered says what has happened, unless the partition was interrupted
// before and goes on. (Who keeps its contexts in its VIDT page may find one of them in place of the record.)
template <class D, class Claim>
void claim_truth(const State<D>& before, const State<D>& after, Claim& claim, const Passage<D>& passage) {
    const Partition<D> to = after.current;
    const Frame<D> vidt = frame_of_vidt(before, to);
    const Bool<D> told =
        is_guarded(before, to) && !goes_on<D>(before, after) &&
        (!is_spent<D>(before, after) || is_apart<D>(entered_context<D>(before, after, passage), vidt));
    const auto record = [&](std::uint32_t index) { return after.memory(vidt, Word<D>(index)); };
    const Word<D> sender = record(record_index::sender), level = record(record_index::level),
                  named = before.frame(to, page_of(sender));
    const auto by_kernel = passage.event.cause == PIP_EVENT_CAUSE_INTERRUPT;

    claim.equal("the record says why", told, record(record_index::cause), passage.event.cause);
    claim.equal("the record says which", told, record(record_index::vector), passage.event.vector);
    claim.equal("the record has the fault's error code", told, record(record_index::error),
                passage.event.error_code);
    claim.equal("the record has the fault's address", told, record(record_index::address),
                passage.event.address);
    claim.equal("the record says by which entry", told, record(record_index::entry), passage.event.entry);
    claim.equal("a record is counted", told && (!passage.saves || is_apart<D>(passage.saved, vidt)),
                record(record_index::sequence), before.memory(vidt, Word<D>(record_index::sequence)) + 1);
    claim.equal("the record says how far below it comes from", told, level,
                before.depth(passage.from) - before.depth(to));
    claim.equal("level 0 is oneself", told && level == 0, passage.from, to);
    claim.equal("an interrupt comes from the kernel", told && by_kernel, sender,
                Word<D>(PIP_EVENT_SENDER_KERNEL));
    claim.equal("an event of one's own is called that", told && level == 0 && !by_kernel, sender,
                Word<D>(PIP_EVENT_SENDER_ITSELF));
    claim.equal("a sender is who was current", told && level == 1 && !by_kernel, named, passage.from);
    claim.equal("a sender that stands for another is the child above it",
                told && level > 1 && level <= greatest_depth && !by_kernel, named,
                before.chain(before.depth(to) + 1));
    claim.equal("what comes from above comes from the parent", told && level > greatest_depth, sender,
                Word<D>(PIP_EVENT_SENDER_PARENT));
    claim.equal("a parent is the parent", told && sender == PIP_EVENT_SENDER_PARENT,
                D::choose(to == before.root, Word<D>(0), before.parent(to)), passage.from);
}

// ... and a record stays as it is until its owner is entered anew, whatever else happens: any guarded
// partition, any word of its record.
template <class D, class Claim>
void claim_record_stays(const State<D>& before, const State<D>& after, Claim& claim,
                        const Passage<D>& passage, Partition<D> owner, Word<D> index) {
    const Frame<D> vidt = frame_of_vidt(before, owner);
    const auto kept =
        is_guarded(before, owner) && (!passage.saves || is_apart<D>(passage.saved, vidt)) &&
        (!is_spent<D>(before, after) || is_apart<D>(entered_context<D>(before, after, passage), vidt)) &&
        record_index::entry <= index && index < words_per_page;
    claim.equal("a record stays until its owner is entered",
                kept && frame_of_vidt(before, after.current) != vidt, after.memory(vidt, index),
                before.memory(vidt, index));
    claim.equal("who was interrupted finds the record as it was",
                kept && owner == after.current && goes_on<D>(before, after), after.memory(vidt, index),
                before.memory(vidt, index));
}

// Every other entry: whoever calls goes on, and of memory that remains memory nothing changes.
template <class D, class Claim>
void claim_no_passage(const State<D>& before, const State<D>& after, Claim& claim, Frame<D> frame,
                      Word<D> word) {
    claim.equal("who calls goes on", Bool<D>(true), after.current, before.current);
    for (std::uint32_t i = 0; i < Architecture::context_words; ++i)
        claim.equal("the registers are those of who calls", Bool<D>(true), after.context[i],
                    before.context[i]);
    claim.equal("memory that remains memory stays",
                before.kind(frame) == kind::user && after.kind(frame) == kind::user,
                after.memory(frame, word), before.memory(frame, word));
}

} // namespace pepin::spec
