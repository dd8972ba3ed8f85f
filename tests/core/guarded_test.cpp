// Guarded partitions: who may name an entry, what is entered once, what the record says, and who takes what a
// parent does not.
#include "core/fixture.hpp"

namespace pepin::test {

class Guarded : public CoreTest {
protected:
    Guarded() {
        child = create_with_memory(60);
        make_enterable(child);
        guard(root());
        guard(child.frame);
    }
    // Turns the rules on, where they are not, with every entry as it is but open to nobody.
    void guard(Word partition) {
        for (Word index = 0; index < record_index::entry; ++index) close(partition, index);
        if (!Architecture::always_guarded) set_vidt(partition, record_index::magic, PIP_EVENT_GUARDED_MAGIC);
    }
    void open(Word partition, Word index, Word whom) {
        set_vidt(partition, index, entry(partition, index) | whom);
    }
    void close(Word partition, Word index) { set_vidt(partition, index, entry(partition, index)); }
    [[nodiscard]] Word saved_as(Word partition, Word index) const {
        return read(partition, entry(partition, index) + registers::valid);
    }
    void set_saved_as(Word partition, Word index, Word state) {
        write(partition, entry(partition, index) + registers::valid, state);
    }
    // Root enters the child at `entry` and waits at its own entry 1.
    void start(const Child& whom, Word index = 0) {
        open(whom.frame, index, PIP_OPEN_TO_PARENT);
        expect_value(Service::yield, {whom.descriptor, index, 1, 0, 1}, 0);
        ASSERT_EQ(current(), whom.frame);
    }
    void expect_record(Word partition, Word cause, Word vector, Word sender, Word index, Word level) {
        EXPECT_EQ(vidt(partition, record_index::cause), cause);
        EXPECT_EQ(vidt(partition, record_index::vector), vector);
        EXPECT_EQ(vidt(partition, record_index::sender), sender);
        EXPECT_EQ(vidt(partition, record_index::entry), index);
        EXPECT_EQ(vidt(partition, record_index::level), level);
    }
    void expect_closed(const Arguments& arguments) {
        expect_refused(Service::yield, arguments, Error::target_context, 8);
    }
    Child child;
};

// --- who may name an entry ------------------------------------------------------------------------------

TEST_F(Guarded, AChildNamesWhatIsOpenToChildren) {
    start(child);
    expect_closed({0, 1, 0, 0, 0});
    open(root(), 1, PIP_OPEN_TO_PARENT);
    expect_closed({0, 1, 0, 0, 0});
    open(root(), 1, PIP_OPEN_TO_CHILDREN);
    expect_value(Service::yield, {0, 1, 0, 0, 1}, 0);
    expect_record(root(), PIP_EVENT_CAUSE_YIELD, 1, child.descriptor, 1, 1);
}

TEST_F(Guarded, TheParentNamesWhatIsOpenToTheParent) {
    expect_closed({child.descriptor, 0, 1, 0, 0});
    open(child.frame, 0, PIP_OPEN_TO_CHILDREN);
    expect_closed({child.descriptor, 0, 1, 0, 0});
    start(child);
    expect_record(child.frame, PIP_EVENT_CAUSE_YIELD, 0, PIP_EVENT_SENDER_PARENT, 0, ~Word{0});
}

// A closed entry and a null one cannot be told apart, whatever else is wrong with the call.
TEST_F(Guarded, NobodyLearnsWhichClosedEntriesAreSet) {
    start(child);
    const Word bad_slot = 5;
    set_vidt(child.frame, bad_slot, 0x10);
    for (const Word slot : {Word{0}, bad_slot}) {
        set_vidt(root(), 200, 0);
        expect_closed({0, 200, slot, 0, 0});
        set_vidt(root(), 200, entry(root(), 1));
        expect_closed({0, 200, slot, 0, 0});
    }
}

TEST_F(Guarded, ContextsThatAreEnteredCanBeWritten) {
    const Word read_only = give(child, 0x00580000, false);
    set_vidt(child.frame, 2, 0x00580000 | PIP_OPEN_TO_PARENT);
    write(root(), read_only + registers::state, 1);
    expect_closed({child.descriptor, 2, 1, 0, 0});
    set_vidt(child.frame, record_index::magic, PIP_EVENT_MAGIC);
    if (Architecture::always_guarded) return expect_closed({child.descriptor, 2, 1, 0, 0});
    set_vidt(child.frame, 2, 0x00580000);
    expect_value(Service::yield, {child.descriptor, 2, 1, 0, 1}, 0);
}

TEST_F(Guarded, RulesHoldWhereTheVidtCanBeWritten) {
    const Child reader = create_with_memory(10);
    make_enterable(reader);
    guard(reader.frame);
    expect_closed({reader.descriptor, 0, 1, 0, 0});
    const Word page_of_vidt = kernel.state().origin(reader.frame, Architecture::vidt_page)
                              << Architecture::page_bits;
    expect_value(Service::remove_vaddr, {reader.descriptor, vidt_address}, 1);
    expect_value(Service::add_vaddr, {page_of_vidt, reader.descriptor, vidt_address, 1, 0, 1}, 1);
    if (Architecture::always_guarded)
        return expect_refused(Service::yield, {reader.descriptor, 0, 1, 0, 1}, Error::target_vidt, 5);
    expect_value(Service::yield, {reader.descriptor, 0, 1, 0, 1}, 0); // as with Pip, and without a record
    EXPECT_EQ(vidt(reader.frame, record_index::cause), 0u);
}

TEST_F(Guarded, WordsOfTheRecordLeadNowhere) {
    start(child);
    for (Word index = record_index::entry; index < Architecture::vidt_limit; ++index)
        expect_closed({0, index, 0, 0, 0});
    for (Word index = record_index::entry; index < Architecture::vidt_limit; ++index) {
        if (index != record_index::magic) set_vidt(root(), index, entry(root(), 1) | PIP_OPEN_TO_CHILDREN);
        expect_closed({0, index, 0, 0, 0});
    }
    open(root(), 1, PIP_OPEN_TO_CHILDREN);
    for (Word index = record_index::entry; index < Architecture::vidt_limit; ++index)
        expect_refused(Service::yield, {0, 1, index, 0, 0}, Error::save_context, 9);
}

// --- once
// ---------------------------------------------------------------------------------------------------

TEST_F(Guarded, WhatAYieldHasSavedIsEnteredOnce) {
    open(root(), 1, PIP_OPEN_TO_CHILDREN);
    start(child);
    EXPECT_EQ(saved_as(root(), 1), Word{PIP_CONTEXT_STATE_WAITING});
    expect_value(Service::yield, {0, 1, 5, 0, 1}, 0);
    EXPECT_EQ(saved_as(root(), 1), Word{PIP_CONTEXT_STATE_SPENT});
    set_vidt(root(), 2, take_page());
    expect_value(Service::yield, {child.descriptor, 0, 2, 0, 1}, 0);
    expect_closed({0, 1, 0, 0, 0}); // an old call of root's
}

TEST_F(Guarded, WhatAFaultHasSavedIsEnteredOnceAndFindsItsRecord) {
    start(child);
    const Word count = vidt(child.frame, record_index::sequence);
    EXPECT_TRUE(kernel.fault(14, 6, 0x1000));
    expect_record(root(), PIP_EVENT_CAUSE_FAULT, 14, child.descriptor, 14, 1);
    EXPECT_EQ(saved_as(child.frame, 49), Word{PIP_CONTEXT_STATE_INTERRUPTED});
    expect_closed({child.descriptor, 49, 1, 0, 0});
    open(child.frame, 49, PIP_OPEN_TO_PARENT);
    expect_value(Service::yield, {child.descriptor, 49, 1, 0, 1}, 0);
    EXPECT_EQ(vidt(child.frame, record_index::sequence), count); // the child may have been about to read it
    expect_record(child.frame, PIP_EVENT_CAUSE_YIELD, 0, PIP_EVENT_SENDER_PARENT, 0, ~Word{0});
    EXPECT_TRUE(kernel.fault(13, 0, 0)); // is saved over what was spent
    expect_value(Service::yield, {child.descriptor, 49, 1, 0, 1}, 0);
    open(root(), 1, PIP_OPEN_TO_CHILDREN);
    expect_value(Service::yield, {0, 1, 5, 0, 1}, 0);
    expect_closed({child.descriptor, 49, 1, 0, 0});
}

TEST_F(Guarded, WhatTheProgramMadeIsEnteredAgainAndAgain) {
    open(root(), 1, PIP_OPEN_TO_CHILDREN);
    for (int i = 0; i < 3; ++i) {
        start(child);
        EXPECT_EQ(saved_as(child.frame, 0), Word{PIP_CONTEXT_STATE_PROGRAM});
        expect_value(Service::yield, {0, 1, 5, 0, 1}, 0);
    }
    for (const Word state :
         {Word{PIP_CONTEXT_STATE_SPENT}, Word{PIP_CONTEXT_STATE_INTERRUPTED} + 1, ~Word{0}}) {
        set_saved_as(child.frame, 0, state);
        expect_closed({child.descriptor, 0, 1, 0, 0});
    }
}

TEST_F(Guarded, OnlyTheParentAndRootItselfResumeWhoWasInterrupted) {
    open(root(), 14, PIP_OPEN_TO_CHILDREN);
    set_saved_as(root(), 14, PIP_CONTEXT_STATE_INTERRUPTED);
    start(child);
    expect_closed({0, 14, 0, 0, 0});
    EXPECT_TRUE(kernel.fault(14, 2, 0x3000));
    expect_record(root(), PIP_EVENT_CAUSE_FAULT, 14, child.descriptor, 8, 1);
    EXPECT_EQ(saved_as(root(), 14), Word{PIP_CONTEXT_STATE_INTERRUPTED});
    const Word count = vidt(root(), record_index::sequence);
    EXPECT_TRUE(kernel.software_interrupt(14));
    EXPECT_EQ(reg(registers::pc), image_address + 14);
    EXPECT_EQ(saved_as(root(), 14), Word{PIP_CONTEXT_STATE_SPENT});
    EXPECT_EQ(vidt(root(), record_index::sequence), count);
}

TEST_F(Guarded, AContextOfZerosIsEnteredByNobody) {
    set_vidt(root(), 1, take_page());
    open(root(), 1, PIP_OPEN_TO_CHILDREN);
    set_vidt(root(), 13, take_page());
    start(child);
    expect_value(Service::yield, {0, 1, 0, 0, 1}, 0); // root waits there
    set_vidt(root(), 2, take_page() | PIP_OPEN_TO_CHILDREN);
    start(child);
    expect_closed({0, 2, 0, 0, 0});
    EXPECT_TRUE(kernel.fault(13, 0, 0));
    expect_record(root(), PIP_EVENT_CAUSE_FAULT, 13, child.descriptor, 8, 1);
}

// The child saves itself over the very context of its parent that is entered: it is spent all the same.
TEST_F(Guarded, AContextThatIsSavedOverWhileItIsEnteredIsSpent) {
    const Word shared = give(child, 0x00580000);
    set_vidt(root(), 2, shared | PIP_OPEN_TO_CHILDREN);
    write(root(), shared + registers::valid, PIP_CONTEXT_STATE_PROGRAM);
    set_vidt(child.frame, 2, 0x00580000);
    start(child);
    expect_value(Service::yield, {0, 2, 2, 0, 1}, 0);
    EXPECT_EQ(saved_as(root(), 2), Word{PIP_CONTEXT_STATE_SPENT});
}

TEST_F(Guarded, UnguardedPartitionsAreSavedAsPipDoes) {
    set_vidt(child.frame, record_index::magic, 0);
    for (const Word index : {0U, 49U}) set_entry(child.frame, index, entry(child.frame, index));
    expect_value(Service::yield, {child.descriptor, 0, 1, 0, 1}, 0);
    EXPECT_TRUE(kernel.fault(14, 0, 0));
    EXPECT_EQ(saved_as(child.frame, 49),
              Word{Architecture::always_guarded ? PIP_CONTEXT_STATE_INTERRUPTED : PIP_CONTEXT_STATE_WAITING});
    for (int i = 0; i < 3; ++i) {
        expect_value(Service::yield, {child.descriptor, 49, 1, 0, 1}, 0);
        EXPECT_TRUE(kernel.fault(14, 0, 0));
    }
}

TEST_F(Guarded, RootsFirstContextHasBeenEntered) {
    for (const Word index : {Word{0}, Word{PIP_VIDT_FIRST_INTERRUPT}}) {
        set_vidt(root(), index, read(root(), vidt_address + word_bytes * index) | PIP_OPEN_TO_CHILDREN);
        EXPECT_EQ(saved_as(root(), index), Word{PIP_CONTEXT_STATE_SPENT});
    }
    start(child);
    for (const Word index : {Word{0}, Word{PIP_VIDT_FIRST_INTERRUPT}}) expect_closed({0, index, 0, 0, 0});
    EXPECT_TRUE(kernel.fault(0, 0, 0));
    expect_record(root(), PIP_EVENT_CAUSE_FAULT, 0, child.descriptor, 8, 1);
}

// --- told truly
// -----------------------------------------------------------------------------------------------

TEST_F(Guarded, AnInterruptsRecordSaysHowFarBelowItCameFrom) {
    const Word vector = Architecture::first_interrupt + interrupt_line;
    expect_value(Service::set_int_state, {1}, 0);
    EXPECT_TRUE(kernel.interrupt(interrupt_line));
    expect_record(root(), PIP_EVENT_CAUSE_INTERRUPT, vector, PIP_EVENT_SENDER_KERNEL, vector, 0);
    start(child);
    EXPECT_TRUE(kernel.interrupt(interrupt_line));
    expect_record(root(), PIP_EVENT_CAUSE_INTERRUPT, vector, PIP_EVENT_SENDER_KERNEL, vector, 1);
    start(child);
    const Child grandchild = create_with_memory(8);
    make_enterable(grandchild);
    expect_value(Service::yield, {grandchild.descriptor, 0, 1, 0, 1}, 0);
    EXPECT_TRUE(kernel.interrupt(interrupt_line));
    expect_record(root(), PIP_EVENT_CAUSE_INTERRUPT, vector, PIP_EVENT_SENDER_KERNEL, vector, 2);
}

TEST_F(Guarded, ADoubleFaultsRecordSaysWhetherItIsTheSendersOwn) {
    set_vidt(root(), 14, 0);
    start(child);
    EXPECT_TRUE(kernel.fault(14, 2, 0x3000));
    expect_record(root(), PIP_EVENT_CAUSE_FAULT, 14, child.descriptor, 8, 1);
    start(child);
    const Child grandchild = create_with_memory(8);
    make_enterable(grandchild);
    expect_value(Service::yield, {grandchild.descriptor, 0, 1, 0, 1}, 0);
    for (const Word index : {8U, 14U}) set_vidt(child.frame, index, 0);
    EXPECT_TRUE(kernel.fault(14, 2, 0x3000));
    expect_record(root(), PIP_EVENT_CAUSE_FAULT, 14, child.descriptor, 8, 2);
}

// --- never stuck
// ----------------------------------------------------------------------------------------------

TEST_F(Guarded, ASoftwareInterruptThatIsNotOpenIsLeftToBecomeAFault) {
    start(child);
    for (const Word vector : {48U, 49U, 81U, 100U}) EXPECT_FALSE(kernel.software_interrupt(vector));
    if (Architecture::foreign_call != 0) EXPECT_FALSE(kernel.foreign_call(100));
    EXPECT_TRUE(kernel.fault(13, 100 << 3 | 2, 0));
    start(child);
    open(root(), 100, PIP_OPEN_TO_CHILDREN);
    EXPECT_TRUE(kernel.software_interrupt(100));
    expect_record(root(), PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT, 100, child.descriptor, 100, 1);
    close(root(), 100);
    EXPECT_TRUE(kernel.software_interrupt(100)); // root names its own entries
    expect_record(root(), PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT, 100, PIP_EVENT_SENDER_ITSELF, 100, 0);
}

TEST_F(Guarded, AnUnguardedParentTakesNoDoubleFaultOfItsOwnChild) {
    set_vidt(root(), record_index::magic, 0);
    set_vidt(root(), 14, 0);
    start(child);
    EXPECT_EQ(kernel.fault(14, 0, 0), Architecture::always_guarded); // as with Pip
}

} // namespace pepin::test
