// Control: who may enter whom, at which entry, and what the one who is entered learns of it.
#include "assembly.hpp"
#include "child.hpp"
#include "pip/string.h"

namespace adversary {

namespace {

constexpr Word page_size = pip::Page::size;

// A child can name any entry of its parent's VIDT; the record tells its parent that it was no interrupt and no fault.
void forged_events() {
    Child child{attacker_memory()};
    for (const Word entry : {0u, 8u, 13u, 14u, 32u, 33u, 47u, 48u, 49u, 100u, 255u}) {
        const auto outcome = child.run([](Word index) { Pip_Yield_Result(0, index, yielded_entry, 1, 1); }, entry);
        expect("the cause", outcome.event.cause, PIP_EVENT_CAUSE_YIELD);
        expect("the entry", outcome.event.vector, entry);
        expect("the sender", outcome.event.sender, child.descriptor());
        expect("the error code", outcome.event.error, 0);
        expect("the address", outcome.event.address, 0);
    }
    // The child's own record says that it is its parent who enters it, at whatever entry.
    child.vidt()[32] = child.vidt()[start_entry];
    expect_finished("the child", child.run([](Word) { mailbox()[0] = 0; }));
    expect("the child's record: cause", child.vidt()[PIP_EVENT_CAUSE_INDEX], PIP_EVENT_CAUSE_YIELD);
    expect("sender", child.vidt()[PIP_EVENT_SENDER_INDEX], PIP_EVENT_SENDER_PARENT);
    expect_finished("the child", child.enter(32));
    expect("the child's record: entry", child.vidt()[PIP_EVENT_VECTOR_INDEX], 32);
    expect("cause", child.vidt()[PIP_EVENT_CAUSE_INDEX], PIP_EVENT_CAUSE_YIELD);
}

// A child cannot write its parent's record: it has no way to the page, and none to the magic word.
void record_of_parent() {
    Child child{attacker_memory()};
    const auto outcome = child.run([](Word) {
        for (Word entry = PIP_EVENT_MAGIC_INDEX; entry < 1024; ++entry)
            mailbox()[entry] = Pip_Yield_Result(0, entry, yielded_entry, 1, 1).error;
    });
    expect_finished("the child", outcome);
    // Entries of the record are numbers, which lead to no context.
    for (Word entry = PIP_EVENT_MAGIC_INDEX; entry < PIP_VIDT_LIMIT; ++entry)
        expect("yield", child.mailbox()[entry], PIP_ERROR_TARGET_CONTEXT);
    expect("yield to the last entry", child.mailbox()[PIP_VIDT_LIMIT], PIP_ERROR_TARGET_INDEX);
}

// A child so large that it goes in portions.
void dying_child() {
    constexpr Word pool = 1000;
    Child child{attacker_memory(), pool};
    child.run([](Word) {
        watch_all_entries();
        const Child grandchild{pool_address, 900};
        Pip_Yield_Result(0, 900, yielded_entry, 1, 1);
    });
    const Word name = child.descriptor(), page = spare_page(2048);
    expect("a portion", Pip_DeletePartition_Result(name), Error::again, 0);
    expect("countToMap", Pip_CountToMap_Result(name, pool_address), Error::child_dying, 0);
    expect("prepare", Pip_Prepare_Result(name, 0x30000000, page), Error::child_dying, page);
    expect("addVAddr", Pip_AddVAddr_Result(page, name, 0x30000000, 1, 1, 1), Error::child_dying, 0);
    expect("get_int_state", Pip_Get_Int_State_Result(name), Error::child_dying, ~Word{0});
    expect("removeVAddr", Pip_RemoveVAddr_Result(name, pool_address), Error::child_dying, 0);
    expect("collect", Pip_Collect_Result(name, pool_address), Error::child_dying, 0);
    expect("set_ports", Pip_Set_Ports_Result(name, 0, 0, 0), Error::child_dying, 0);
    for (const Word entry : {start_entry, yielded_entry, Word{PIP_VIDT_SAVE_UNMASKED}})
        expect("yield", Pip_Yield_Result(name, entry, here_entry, 0, 0), Error::child_dying, 4);
    expect(
        "a page that it still has",
        Pip_CreatePartition_Result(child.pool_page(pool - 1), page, page + page_size, page + 2 * page_size, page + 3 * page_size),
        Error::handed_on, 0);
    Word portions = 1;
    for (pip_result_t result{0, PIP_ERROR_AGAIN}; result.error == PIP_ERROR_AGAIN; ++portions) {
        result = Pip_DeletePartition_Result(name);
        if (result.error != PIP_ERROR_AGAIN) expect("the last portion", result, Error::none, 1);
        if (portions == 1000) return expect("portions without an end", portions, 0);
    }
    for (const Word entry : {start_entry, yielded_entry})
        expect("yield to what is gone", Pip_Yield_Result(name, entry, here_entry, 0, 0), Error::not_a_child, 4);
    // So that the end of this attempt has a child to take down.
    expect("createPartition",
           Pip_CreatePartition_Result(child.configuration(0), child.configuration(1), child.configuration(2),
                                      child.configuration(3), child.configuration(4)),
           Error::none, 1);
}

// Root has no parent; a child's parent is entered only at entries that lead to its contexts.
void wrong_directions() {
    for (const Word entry : {0u, 32u, 900u})
        expect("root's parent", Pip_Yield_Result(0, entry, here_entry, 0, 0), Error::no_parent, 3);
    Child child{attacker_memory()};
    auto* vidt = pip::Vidt::mine().page().as<volatile Word>();
    vidt[905] = 0;
    expect_finished("the child", child.run([](Word) {
        const auto result = Pip_Yield_Result(0, 905, yielded_entry, 1, 1);
        mailbox()[0] = result.error << 8 | result.value;
    }));
    expect("an entry of the parent's that is empty", child.mailbox()[0], PIP_ERROR_TARGET_CONTEXT << 8 | 8);
    watch_all_entries();
}

// Registers that are not results hold nothing of the kernel's, whichever way a child comes back.
void registers_that_leak() {
    Child child{attacker_memory()};
    expect_finished("the child", child.run([](Word) {
        Word ecx = 0x5a5a5a5a, edx = 0x5a5a5a5a, eax = 0;
        asm volatile("pushl %[page]\n\tlcall %[gate], $0\n\taddl $4, %%esp"
                     : "=a"(eax), "+c"(ecx), "+d"(edx)
                     : [page] "r"(PIP_I386_ROOT_IMAGE), [gate] "i"(PIP_SELECTOR_MAPPED_IN_CHILD)
                     : "memory", "cc");
        mailbox()[0] = eax;
        mailbox()[1] = ecx;
        mailbox()[2] = edx;
    }));
    for (Word i = 0; i < 3; ++i)
        expect("EAX, ECX, EDX of a service", child.mailbox()[i], 0);
}

constexpr Attempt attempts[] = {
    {21, "faults and interrupts that are yields of a child's", forged_events},
    {21, "entries of the event record as entries to yield to", record_of_parent},
    {0, "everything with a dying child", dying_child},
    {0, "yields to a parent that there is not, and to empty entries", wrong_directions},
    {0, "registers of the kernel's behind a service", registers_that_leak},
};

} // namespace

const std::span<const Attempt> control_attempts{attempts};

} // namespace adversary
