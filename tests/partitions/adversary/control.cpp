// Control: who may enter whom, at which entry, and what the one who is entered learns of it.
#include "child.hpp"
#include "pip/string.h"
#include "platform.hpp"

namespace adversary {

// A child cannot write its parent's record: it has no way to the page, and none to the magic word. But it has
// some say in what the record holds: the address of its last fault is a word of it. Here that is where the
// parent has a page of the child's, with a context of the child's making in it. Words of the record are
// numbers, which nobody can be entered by, in guarded partitions or others.
void record_as_context() {
    Child child{attacker_memory()};
    const Word forged = child.pool_page(0);
    const auto outcome = child.run(
        [](Word address) {
            constexpr Word stack = 0xf00, code = 0x800; // of the page; the code are zeros, which fault
            Pip_InitContext(pip::Page::containing(pool_address).as<user_ctx_t>(), address + code,
                            address + stack, 0);
            static_cast<void>(*pip::Page::containing(address).as<volatile Word>());
        },
        forged);
    expect("the child faults", outcome.event.cause, PIP_EVENT_CAUSE_FAULT);
    expect("the child chooses a word of the record",
           pip::Vidt::mine().page().as<volatile Word>()[PIP_RECORD_ADDRESS], forged);
    expect_finished("the child", child.run([](Word) {
        for (Word entry = PIP_RECORD_MAGIC; entry <= PIP_INDEX_LIMIT; ++entry)
            mailbox()[entry] = Pip_Yield_Result(0, entry, yielded_entry, 1, 1).error;
    }));
    for (Word entry = PIP_RECORD_MAGIC; entry < PIP_INDEX_LIMIT; ++entry)
        expect("yield", child.mailbox()[entry], PIP_ERROR_TARGET_CONTEXT);
    expect("yield to the last entry", child.mailbox()[PIP_INDEX_LIMIT], PIP_ERROR_TARGET_INDEX);
}

namespace {

// A child can name any entry of its parent's VIDT; the record tells its parent that it was no interrupt and
// no fault.
void forged_events() {
    Child child{attacker_memory()};
    for (const Word entry : {0u, 8u, 13u, 14u, 32u, 33u, 47u, 48u, 49u, 100u, 245u}) {
        const auto outcome =
            child.run([](Word index) { Pip_Yield_Result(0, index, yielded_entry, 1, 1); }, entry);
        expect("the cause", outcome.event.cause, PIP_EVENT_CAUSE_YIELD);
        expect("the entry", outcome.event.vector, entry);
        expect("the sender", outcome.event.sender, child.descriptor());
        expect("the error code", outcome.event.error, 0);
        expect("the address", outcome.event.address, 0);
    }
    // The child's own record says that it is its parent who enters it, at whatever entry.
    child.vidt()[32] = child.vidt()[start_entry];
    expect_finished("the child", child.run([](Word) { mailbox()[0] = 0; }));
    expect("the child's record: cause", child.vidt()[PIP_RECORD_CAUSE], PIP_EVENT_CAUSE_YIELD);
    expect("sender", child.vidt()[PIP_RECORD_SENDER], PIP_EVENT_SENDER_PARENT);
    expect_finished("the child", child.enter(32));
    expect("the child's record: entry", child.vidt()[PIP_RECORD_VECTOR], 32);
    expect("cause", child.vidt()[PIP_RECORD_CAUSE], PIP_EVENT_CAUSE_YIELD);
}

// Root has no parent; a child's parent is entered only at entries that lead to its contexts.
void wrong_directions() {
    for (const Word entry : {Word{0}, Word{32}, parent_entry})
        expect("root's parent", Pip_Yield_Result(0, entry, here_entry, 0, 0), Error::no_parent, 3);
    Child child{attacker_memory()};
    auto* vidt = pip::Vidt::mine().page().as<volatile Word>();
    vidt[empty_entry] = 0;
    expect_finished("the child", child.run([](Word) {
        const auto result = Pip_Yield_Result(0, empty_entry, yielded_entry, 1, 1);
        mailbox()[0] = result.error << 8 | result.value;
    }));
    expect("an entry of the parent's that is empty", child.mailbox()[0], PIP_ERROR_TARGET_CONTEXT << 8 | 8);
    watch_all_entries();
}

constexpr Attempt attempts[] = {
    {21, "faults and interrupts that are yields of a child's", forged_events},
    {21, "entries of the event record as entries to yield to", record_as_context},
    {0, "yields to a parent that there is not, and to empty entries", wrong_directions},
};

} // namespace

const std::span<const Attempt> control_attempts{attempts};

} // namespace adversary
