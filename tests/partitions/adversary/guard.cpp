// Guarded partitions: what children try with entries that are closed to them, with contexts that were entered
// already, and with the record.
#include "child.hpp"
#include "platform.hpp"

namespace adversary {

namespace {

using pip::Open;

constexpr Word probed_entry = parent_entry + 40, save_nowhere = parent_entry + 41, unmapped = 0x30000000,
               read_only = 0x20000000;
constexpr Word own = 512; // of the spare pages

volatile Word* words(Word page) { return pip::Page::containing(page).as<volatile Word>(); }

// For run(): yields to the parent's entry, and says what came of it where it comes back.
void yield_to(Word entry) {
    const auto answer = Pip_Yield_Result(0, entry, yielded_entry, 1, 1);
    mailbox()[0] = answer.error << 8 | answer.value;
}
constexpr Word refused = PIP_ERROR_TARGET_CONTEXT << 8 | 8;

void expect_closed(const char* what, Child& child, Word entry) {
    expect_finished(what, child.run(yield_to, entry));
    expect(what, child.mailbox()[0], refused);
}

// An entry that leads to a context is no way in for a child unless it is open to children.
void closed_entries_of_parent() {
    Child child{attacker_memory()};
    for (const Word entry :
         {Word{0}, Word{8}, Word{13}, Word{timer_entry}, Word{PIP_VIDT_SAVE_MASKED},
          Word{PIP_VIDT_SAVE_UNMASKED}, Word{0x60}, probed_entry, Word{PIP_EVENT_RECORD - 1}}) {
        watch(entry, Open::to_nobody);
        expect_closed("an entry that is closed", child, entry);
        watch(entry, Open::to_parent);
        expect_closed("an entry that is open to the parent", child, entry);
        words(vidt_address)[entry] = 0;
        expect_closed("an entry without a context", child, entry);
        words(vidt_address)[entry] = PIP_OPEN_TO_CHILDREN;
        expect_closed("an open entry without a context", child, entry);
        watch(entry, Open::to_children);
        const auto outcome = child.run(yield_to, entry);
        expect("an entry that is open", outcome.event.cause, PIP_EVENT_CAUSE_YIELD);
        expect("which", outcome.event.entry, entry);
        expect("from where", outcome.event.level, 1);
    }
    // Faults need no permission.
    watch(undefined_fault, Open::to_nobody);
    expect_fault("a fault", child.run([](Word) { undefined_instruction(); }), undefined_fault);
    watch_all_entries();
}

// The other way round: a child keeps its parent out where it likes.
void closed_entries_of_child() {
    Child child{attacker_memory()};
    expect_finished("the child", child.run([](Word) {}));
    const Word start = child.vidt()[start_entry] & ~Word{PIP_OPEN_MASK};
    for (const Word entry : {Word{0}, Word{PIP_VIDT_SAVE_MASKED}, probed_entry})
        for (Word bits = 0; bits <= PIP_OPEN_MASK; ++bits) {
            child.vidt()[entry] = start | bits;
            expect("an entry of the child's", child.probe(entry),
                   (bits & PIP_OPEN_TO_PARENT) != 0 ? Error::none : Error::target_context);
        }
    for (Word entry = PIP_EVENT_RECORD; entry < PIP_INDEX_LIMIT; ++entry) {
        if (entry != PIP_RECORD_MAGIC) child.vidt()[entry] = start | PIP_OPEN_TO_PARENT;
        expect("the record of the child", child.probe(entry), Error::target_context);
    }
}

// The words of the record are no places to be saved to either.
void saved_to_record() {
    Child child{attacker_memory()};
    expect_finished("the child", child.run([](Word) {
        for (Word entry = PIP_EVENT_RECORD; entry < PIP_INDEX_LIMIT; ++entry) {
            if (entry != PIP_RECORD_MAGIC) words(vidt_address)[entry] = pool_address;
            mailbox()[entry] = Pip_Yield_Result(0, parent_entry, entry, 1, 1).error;
        }
    }));
    for (Word entry = PIP_EVENT_RECORD; entry < PIP_INDEX_LIMIT; ++entry)
        expect("a yield that saves to the record", child.mailbox()[entry], PIP_ERROR_SAVE_CONTEXT);
}

// Root waits for a child in an entry of its own. Once it has come there, root goes on, and nobody gets root
// to go on from there again.
void stale_slot() {
    static user_ctx_t waiting;
    Child child{attacker_memory()};
    set_entry(probed_entry, waiting, Open::to_children);
    set_entry(here_entry, waiting, Open::to_nobody);
    expect("root waits in that entry, and goes on", child.run(yield_to, probed_entry).event.entry,
           probed_entry);
    expect("what is left there", waiting.valid, PIP_CONTEXT_STATE_SPENT);
    watch(here_entry, Open::to_nobody);
    expect_closed("the same entry once more", child, probed_entry);

    // A probe with a save slot that leads nowhere is refused for that, and spends nothing.
    expect("the child comes to an entry",
           child
               .run(
                   [](Word entry) {
                       words(vidt_address)[save_nowhere] = unmapped;
                       mailbox()[0] = Pip_Yield_Result(0, entry, save_nowhere, 1, 1).error;
                       yield_to(parent_entry);
                   },
                   parent_entry + 1)
               .event.entry,
           parent_entry);
    expect("a probe", child.mailbox()[0], PIP_ERROR_SAVE_CONTEXT);
    watch_all_entries();
}

// The state of a context decides whether it can be entered; what was saved, only once.
void spent_contexts() {
    Child child{attacker_memory()};
    expect("the child yields", child.run(yield_to, parent_entry).event.entry, parent_entry);
    expect("it waits", child.yielded().valid, PIP_CONTEXT_STATE_WAITING);
    expect("it can be entered", child.probe(yielded_entry), Error::none);
    expect("a probe spends nothing", child.yielded().valid, PIP_CONTEXT_STATE_WAITING);
    expect_finished("the child goes on", child.resume());
    expect_fault("the child faults", child.run([](Word) { undefined_instruction(); }), undefined_fault);
    expect("it was interrupted", child.interrupted().valid, PIP_CONTEXT_STATE_INTERRUPTED);
    skip_undefined_instruction(child.interrupted());
    expect_finished("the child goes on", child.resume_interrupted());
    expect("the context is spent", child.interrupted().valid, PIP_CONTEXT_STATE_SPENT);
    expect("it cannot be entered", child.resume_interrupted().refused, Error::target_context);
    constexpr Word half = Word{1} << 4 * sizeof(Word);
    for (const Word state : {Word{0}, Word{4}, Word{5}, Word{0x100}, half, half + 1, half + 2, half + 3,
                             ~Word{0} / 2, ~Word{0} / 2 + 1, ~Word{0} / 2 + 3, ~Word{0}}) {
        child.interrupted().valid = state;
        expect("a state that is none", child.resume_interrupted().refused, Error::target_context);
        expect("it stays", child.interrupted().valid, state);
    }
}

// An entry is open before anything was saved in its context, or leads to one where root was interrupted:
// there only root goes on, by itself.
void contexts_not_made_to_be_entered() {
    static user_ctx_t never_used, was_interrupted;
    Child child{attacker_memory()};
    set_entry(probed_entry, never_used, Open::to_children);
    expect_closed("a context of zeros", child, probed_entry);
    watch(probed_entry, Open::to_children);
    was_interrupted =
        *reinterpret_cast<const user_ctx_t*>(words(vidt_address)[probed_entry] & ~Word{PIP_OPEN_MASK});
    was_interrupted.valid = PIP_CONTEXT_STATE_INTERRUPTED;
    for (const Word entry : {probed_entry, Word{undefined_fault}})
        set_entry(entry, was_interrupted, Open::to_children);
    expect_closed("where root was interrupted", child, probed_entry);
    const auto outcome = child.run([](Word) { undefined_instruction(); });
    expect("a fault that would resume root", outcome.event.cause, PIP_EVENT_CAUSE_FAULT);
    expect("where it arrives", outcome.event.entry, 8);
    expect("what root was interrupted in", was_interrupted.valid, PIP_CONTEXT_STATE_INTERRUPTED);
    watch_all_entries();
}

// A context that is entered is written, so it has to be memory that its partition can write.
void context_in_read_only_page() {
    Child child{attacker_memory()};
    for (Word i = 1; i <= 3; ++i) *words(spare_page(own + i)) = i == 3 ? 0 : spare_page(own + i + 1);
    expect("prepare", Pip_Prepare_Result(child.descriptor(), read_only, spare_page(own + 1)), Error::none, 1);
    expect("addVAddr",
           Pip_AddVAddr_Result(spare_page(own), child.descriptor(), read_only, PIP_RIGHTS(1, 0, 1)),
           Error::none, 1);
    for (const Word state : {Word{PIP_CONTEXT_STATE_PROGRAM}, Word{PIP_CONTEXT_STATE_WAITING},
                             Word{PIP_CONTEXT_STATE_INTERRUPTED}}) {
        auto* context = pip::Page::containing(spare_page(own)).as<user_ctx_t>();
        *context = child.yielded();
        context->valid = state;
        child.vidt()[probed_entry] = read_only | PIP_OPEN_TO_PARENT;
        expect("a context that may only be read", child.probe(probed_entry), Error::target_context);
        expect("its state", context->valid, state);
    }
}

// Entries 0 and 32 of root's VIDT lead to its first context when it begins. Nobody starts root again by it.
void restarted_root() {
    Child child{attacker_memory()};
    for (const Word entry : {0u, 32u}) words(vidt_address)[entry] = root_context | PIP_OPEN_TO_CHILDREN;
    expect_closed("root's first context", child, 0);
    expect_closed("root's first context", child, 32);
    const auto outcome = child.run([](Word) { fault_at_entry_0(); });
    expect("a fault that finds a context that is spent", outcome.event.cause, PIP_EVENT_CAUSE_FAULT);
    expect("its number", outcome.event.vector, 0);
    expect("where it arrives", outcome.event.entry, 8);
    expect("from where", outcome.event.level, 1);
    watch_all_entries();
}

// A partition that an event takes the processor from finds its record as it was when it goes on: who called
// it is who called it.
void record_after_interruption() {
    Child child{attacker_memory(), 100};
    auto outcome = child.run([](Word) {
        watch_all_entries();
        Child grandchild{pool_address};
        grandchild.run(yield_to, parent_entry);
        undefined_instruction(); // the parent has us go on; has it passed for the grandchild's event?
        pip_event_t event{};
        Pip_Event_Read(&event);
        mailbox()[0] = event.cause;
        mailbox()[1] = event.sender == grandchild.descriptor() ? event.entry : 0;
        mailbox()[2] = event.level;
        mailbox()[3] = all_as_expected() ? 1 : 2;
    });
    expect_fault("the child faults", outcome, undefined_fault);
    skip_undefined_instruction(child.interrupted());
    expect_finished("the child goes on", child.resume_interrupted());
    expect("its record: cause", child.mailbox()[0], PIP_EVENT_CAUSE_YIELD);
    expect("its child's, at the entry", child.mailbox()[1], parent_entry);
    expect("level", child.mailbox()[2], 1);
    expect("what the child found", child.mailbox()[3], 1);
}

// A fault that its parent's own entry does not take: the parent's entry 8 does, or else that of whoever is
// above.
void faults_from_below() {
    Child child{attacker_memory(), 100};
    const auto body = [](Word takes) {
        Pip_DeletePartition_Result(pool_address); // of the last round
        watch_all_entries();
        Child grandchild{pool_address};
        words(vidt_address)[undefined_fault] = 0;
        if (takes == 0) words(vidt_address)[8] = 0;
        const auto outcome = grandchild.run([](Word) { undefined_instruction(); });
        mailbox()[0] = outcome.event.vector;
        mailbox()[1] = outcome.event.entry;
        mailbox()[2] = outcome.event.level;
    };
    expect_finished("the child takes it", child.run(body, 1));
    expect("its number", child.mailbox()[0], undefined_fault);
    expect("where it arrives", child.mailbox()[1], 8);
    expect("from where", child.mailbox()[2], 1);
    const auto outcome = child.run(body, 0);
    expect_fault("nobody but root takes it", outcome, undefined_fault);
    expect("where it arrives", outcome.event.entry, 8);
    expect("from where", outcome.event.level, 2);
    expect("by which child", outcome.event.sender, child.descriptor());
}

constexpr Attempt attempts[] = {
    {21, "entries of a guarded parent that are closed", closed_entries_of_parent},
    {0, "entries of a guarded child that are closed", closed_entries_of_child},
    {21, "words of a guarded parent's record as entries to yield to", record_as_context},
    {0, "words of the own record as places to be saved to", saved_to_record},
    {0, "an entry where the parent has waited before", stale_slot},
    {0, "contexts that are spent, or say that they are", spent_contexts},
    {0, "contexts never used, or where the parent was interrupted", contexts_not_made_to_be_entered},
    {0, "contexts to be entered with in a page that may only be read", context_in_read_only_page},
    {17, "root's first context, by yields and by a fault", restarted_root},
    {21, "a record after an interruption", record_after_interruption},
    {17, "faults that the parent's own entry does not take", faults_from_below},
};

} // namespace

const std::span<const Attempt> guard_attempts{attempts};

} // namespace adversary
