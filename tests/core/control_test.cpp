// yield, contexts, the event record, faults, interrupts, interrupt state, floating point.
#include <algorithm>

#include "core/fixture.hpp"

namespace pepin::test {

class Control : public CoreTest {
protected:
    Control() {
        child = create_with_memory(60);
        make_enterable(child);
    }
    Child make_grandchild() { // by the child, who must be current
        const Child grandchild = create_with_memory(8);
        make_enterable(grandchild);
        return grandchild;
    }
    void expect_yield_refused(const Arguments& arguments, Error error, Word value) {
        expect_refused(Service::yield, arguments, error, value);
    }
    // Where everybody is guarded, everybody has a record.
    void wish_for_events(Word partition) {
        if (!Architecture::always_guarded) set_vidt(partition, record_index::magic, PIP_EVENT_MAGIC);
    }
    void expect_event(Word partition, Word cause, Word vector, Word sender, Word error_code = 0,
                      Word address = 0) {
        EXPECT_EQ(vidt(partition, record_index::cause), cause);
        EXPECT_EQ(vidt(partition, record_index::vector), vector);
        EXPECT_EQ(vidt(partition, record_index::sender), sender);
        EXPECT_EQ(vidt(partition, record_index::error), error_code);
        EXPECT_EQ(vidt(partition, record_index::address), address);
    }
    Child child;
};

// --- yield: success -----------------------------------------------------------------------------------

TEST_F(Control, YieldToAChildSavesTheCallerAndLoadsTheChild) {
    set_reg(registers::pc, 0x00700123);
    set_reg(registers::sp, 0xFFFFE800);
    set_reg(registers::kept, 0xBBBBBBBB);
    write(child.frame, context_of(0) + registers::c, 0xD1D1D1D1);
    // What Pip means by it nobody asks but where everybody is guarded.
    write(child.frame, context_of(0) + registers::valid,
          Architecture::always_guarded ? Word{PIP_CONTEXT_STATE_PROGRAM} : 77);
    const Word saved = entry(root(), 49);
    expect_value(Service::yield, {child.descriptor, 0, 49, 5, 6}, 0);
    EXPECT_EQ(current(), child.frame);
    EXPECT_EQ(machine.active_root, kernel.state().mmu(child.frame));
    EXPECT_EQ(reg(registers::c), 0xD1D1D1D1u);
    EXPECT_EQ(reg(registers::pc), 0x00400000u);
    EXPECT_EQ(kernel.state().interrupt_state(child.frame), 1u);
    EXPECT_EQ(kernel.state().interrupt_state(root()), 5u);
    EXPECT_EQ(read(root(), saved + registers::pc), 0x00700123u);
    EXPECT_EQ(read(root(), saved + registers::sp), 0xFFFFE800u);
    EXPECT_EQ(read(root(), saved + registers::kept), 0xBBBBBBBBu);
    EXPECT_EQ(read(root(), saved + registers::state), 6u);
    EXPECT_EQ(read(root(), saved + registers::valid), 1u);
}

TEST_F(Control, YieldToTheParentGoesBackToWhereItWas) {
    set_reg(registers::pc, 0x00700999);
    enter(child);
    set_reg(registers::pc, 0x00400999);
    leave();
    EXPECT_EQ(current(), root());
    EXPECT_EQ(reg(registers::pc), 0x00700999u);
    EXPECT_EQ(read(child.frame, context_of(0) + registers::pc), 0x00400999u);
}

// What follows a context's first words stays what the program has there, and is not what it finds.
TEST_F(Control, WhatWaitsHoldsItsFirstWordsAlone) {
    const Word saved = entry(root(), 49);
    const auto first = Architecture::waiting_words;
    for (Word i = first; i < Architecture::context_words; ++i) {
        write(root(), saved + word_bytes * i, 0x55555555 + i);
        set_reg(word_bytes * i, 0x77777777);
    }
    expect_value(Service::yield, {child.descriptor, 0, 49, 5, 6}, 0);
    for (Word i = first; i < Architecture::context_words; ++i)
        EXPECT_EQ(read(root(), saved + word_bytes * i), 0x55555555 + i);
    expect_value(Service::yield, {0, 49, 0, 0, 0}, 0);
    EXPECT_EQ(current(), root());
    for (Word i = first; i < Architecture::context_words; ++i) EXPECT_EQ(reg(word_bytes * i), 0u);
}

TEST_F(Control, ANullSaveSlotSavesNothing) {
    set_vidt(root(), 5, 0);
    const Word context = entry(root(), 1);
    const Word before = read(root(), context + registers::pc);
    set_reg(registers::pc, 0x12341234);
    expect_value(Service::yield, {child.descriptor, 0, 5, 0, 0}, 0);
    EXPECT_EQ(read(root(), context + registers::pc), before);
}

TEST_F(Control, OnlyHarmlessFlagsAreLoaded) {
    write(child.frame, context_of(0) + registers::flags, ~Word{0});
    write(child.frame, context_of(0) + registers::state, 0);
    enter(child);
    // Interrupts on although the child asked for off.
    EXPECT_EQ(reg(registers::flags), harmless_flags);
}

TEST_F(Control, OfAddressesNoMoreBitsAreLoadedThanOneHas) {
    for (Word i = 0; i < Architecture::context_words; ++i)
        if (i != Architecture::context_valid) write(child.frame, context_of(0) + word_bytes * i, ~Word{0});
    enter(child);
    for (Word i = 0; i < Architecture::context_words; ++i) {
        const bool is_address = std::ranges::find(Architecture::address_words, i) !=
                                std::ranges::end(Architecture::address_words);
        if (i == Architecture::context_valid || i == Architecture::context_flags) continue;
        EXPECT_EQ(reg(word_bytes * i), is_address ? Architecture::address_mask : ~Word{0});
    }
}

TEST_F(Control, OnlyRootCanKeepInterruptsOff) {
    const Word context = entry(root(), 1);
    for (const Word state : {0U, 1U, 0x100U}) {
        enter(child);
        write(root(), context + registers::state, state); // not a byte: 0x100 is 'on'
        expect_value(Service::yield, {0, 1, 0, 0, 1}, 0);
        EXPECT_EQ(has_interrupts_on(reg(registers::flags)), state != 0);
        EXPECT_EQ(kernel.state().interrupts_on, state == 0 ? 0u : 1u);
        EXPECT_EQ(kernel.state().interrupt_state(root()), state);
    }
}

TEST_F(Control, ContextsMayLieAnywhere) {
    give(child, context_page + 2 * page); // so that the next frame is not the next page's
    give(child, context_page + page);
    ASSERT_NE(frame_at(child.frame, context_page + page), frame_at(child.frame, context_page) + 1);
    for (const Word at :
         {Word{1}, Word{2}, Word{3}, page - 64, page - 63, page - 47, page - 20, page - 5, page - 1}) {
        // Those of guarded partitions lie at words.
        const Word offset = Architecture::always_guarded ? at * word_bytes % page : at;
        const Word target = context_page + offset;
        set_entry(child.frame, 2, target);
        for (Word i = 0; i < Architecture::context_words; ++i)
            write(child.frame, target + word_bytes * i, 0x01010101 * (i + 1) + offset);
        if (Architecture::always_guarded)
            write(child.frame, target + registers::valid, PIP_CONTEXT_STATE_PROGRAM);
        expect_value(Service::yield, {child.descriptor, 2, 1, 0, 0}, 0);
        EXPECT_EQ(reg(registers::a), 0x01010101 * (registers::a / word_bytes + 1) + offset);
        set_reg(registers::kept, 0xA0A0A0A0 + offset);
        expect_value(Service::yield, {0, 1, 2, 0, 7}, 0); // and is saved there
        EXPECT_EQ(read(child.frame, target + registers::kept), 0xA0A0A0A0 + offset);
        EXPECT_EQ(read(child.frame, target + registers::state), 7u);
    }
}

TEST_F(Control, AContextIsReadAfterTheCallerWasSaved) {
    // Root saves to the very page from which the child is loaded.
    const Word shared = give(child, 0x00580000);
    set_entry(child.frame, 2, 0x00580010);
    set_entry(root(), 7, shared + 0x10);
    write(root(), shared + 0x10 + registers::valid, PIP_CONTEXT_STATE_PROGRAM);
    set_reg(registers::kept, 0x51515151);
    expect_value(Service::yield, {child.descriptor, 2, 7, 0, 3}, 0);
    EXPECT_EQ(reg(registers::kept), 0x51515151u);
    EXPECT_EQ(kernel.state().interrupt_state(child.frame), 3u);
}

// --- yield: refusals, in the order of the checks ---------------------------------------------------------

TEST_F(Control, YieldNamesTheCheckThatFailed) {
    const Word d = child.descriptor;
    expect_yield_refused({d, 1023, 1023, 0, 0}, Error::target_index, 1);
    expect_yield_refused({d, ~Word{0}, 0, 0, 0}, Error::target_index, 1);
    expect_yield_refused({1, 0, 1023, 0, 0}, Error::save_index, 2);
    expect_yield_refused({0, 0, 0, 0, 0}, Error::no_parent, 3);
    expect_yield_refused({take_page(), 0, 0, 0, 0}, Error::not_a_child, 4);
    set_entry(root(), 2, word_bytes);
    expect_yield_refused({d, 0, 2, 0, 0}, Error::save_context, 9);
}

TEST_F(Control, YieldNeedsTheCallersVidt) {
    const Child bare = create_with_memory(2); // has no VIDT
    expect_yield_refused({bare.descriptor, 0, 0, 0, 0}, Error::target_vidt, 5);
    // The child's VIDT goes away while it runs; it cannot leave by yield any more, but faults bring it out.
    enter(child);
    const Arguments five{vidt_address, take_page(), take_page(), take_page(), take_page(), 0};
    expect_value(Service::create_partition, five, 1);
    expect_yield_refused({0, 1, 0, 0, 0}, Error::caller_vidt, 6);
    expect_yield_refused({five[0], 0, 0, 0, 0}, Error::caller_vidt, 6);
    EXPECT_TRUE(kernel.fault(13, 0, 0));
    EXPECT_EQ(current(), root());
    expect_yield_refused({child.descriptor, 0, 0, 0, 0}, Error::target_vidt, 5);
}

TEST_F(Control, YieldNeedsAUsableTargetContext) {
    const auto refused = [&](Word context) {
        set_entry(child.frame, 3, context);
        expect_yield_refused({child.descriptor, 3, 0, 0, 0}, Error::target_context, 8);
    };
    // The least that a context can lie further on.
    constexpr Word step = Architecture::always_guarded ? word_bytes : 1;
    refused(0);
    refused(0x1000);
    refused(kernel_address);
    refused(kernel_address - 32); // begins in nothing, ends in the kernel
    refused(far_address);         // no tables
    refused(context_page + page); // not mapped
    // the last byte is not mapped, though what marks a context as usable may be
    const Word beyond = context_page + page - Architecture::context_bytes + step;
    if constexpr (registers::valid + word_bytes + step <= Architecture::context_bytes)
        write(child.frame, beyond + registers::valid, PIP_CONTEXT_STATE_PROGRAM);
    refused(beyond);
    // the end of the address space lies inside
    refused(address_end - Architecture::context_bytes + step);
    refused(address_end - 1);
    refused(~Word{0});
    // the last bytes are the VIDT's
    const Word last = address_end - Architecture::context_bytes;
    write(child.frame, last + registers::valid, PIP_CONTEXT_STATE_PROGRAM);
    set_entry(child.frame, 3, last);
    expect_value(Service::yield, {child.descriptor, 3, 0, 0, 0}, 0);
}

TEST_F(Control, YieldLoadsNothingFromDevicesAndConfiguration) {
    expect_value(Service::add_vaddr,
                 {device_address, child.descriptor, 0x005A0000, 1, 1, PIP_EXECUTE_AS_HELD}, 1);
    set_entry(child.frame, 3, 0x005A0000);
    expect_yield_refused({child.descriptor, 3, 0, 0, 0}, Error::target_context, 8);
    enter(child);
    const Child grandchild = create();
    leave();
    set_entry(child.frame, 3, grandchild.descriptor);
    expect_yield_refused({child.descriptor, 3, 0, 0, 0}, Error::target_context, 8);
}

TEST_F(Control, YieldNeedsASaveSlotThatTheCallerCanWrite) {
    give(child, 0x005B0000, false);
    const auto refused = [&](Word context) {
        set_entry(child.frame, 3, context);
        expect_yield_refused({0, 1, 3, 0, 0}, Error::save_context, 9);
    };
    enter(child);
    refused(Architecture::always_guarded ? word_bytes : 1);
    refused(kernel_address + 0x1000);
    refused(context_page + page);
    refused(0x005B0000); // a child must not overwrite what its parent lets it read
    refused(0x005B0000 - 8);
    refused(address_end - 6);
    refused(~Word{0} - 5);
}

TEST_F(Control, TheVidtMayBeReadOnlyWhereNobodyHasToBeGuarded) {
    const Child reader = create();
    give(reader, vidt_address, false);
    const Word contexts = give(reader, context_page);
    wish_for_events(reader.frame);
    set_entry(reader.frame, 0, context_page);
    write(root(), contexts + registers::pc, 0x1111);
    write(root(), contexts + registers::valid, PIP_CONTEXT_STATE_PROGRAM);
    if (Architecture::always_guarded)
        return expect_yield_refused({reader.descriptor, 0, 1, 0, 0}, Error::target_vidt, 5);
    expect_value(Service::yield, {reader.descriptor, 0, 1, 0, 0}, 0);
    EXPECT_EQ(reg(registers::pc), 0x1111u);
    EXPECT_EQ(vidt(reader.frame, record_index::cause), 0u); // no record in what it could not write itself
}

// --- event record -----------------------------------------------------------------------------------------

TEST_F(Control, AnEventRecordSaysWhoYieldedAndWhy) {
    wish_for_events(child.frame);
    wish_for_events(root());
    enter(child);
    expect_event(child.frame, PIP_EVENT_CAUSE_YIELD, 0, PIP_EVENT_SENDER_PARENT);
    leave();
    expect_event(root(), PIP_EVENT_CAUSE_YIELD, 1, child.descriptor);
    enter(child);
    // Each partition's own count: it says nothing about others.
    EXPECT_EQ(vidt(child.frame, record_index::sequence), 2u);
    EXPECT_EQ(vidt(root(), record_index::sequence), 1u);
    // The words of guarded partitions are nobody else's.
    for (const Word index : {record_index::entry, record_index::level})
        EXPECT_EQ(vidt(root(), index), Architecture::always_guarded ? 1u : 0u);
}

// The child chooses what stands there: a context of its own, in a page that it shares with root, is never
// entered.
TEST_F(Control, WordsOfTheRecordLeadNowhere) {
    const Word shared = give(child, 0x00580000);
    wish_for_events(root());
    for (const Word address : {shared, shared + 0x10}) {
        enter(child);
        EXPECT_TRUE(kernel.fault(14, 6, address));
        EXPECT_EQ(vidt(root(), record_index::address), address);
        expect_value(Service::yield, {child.descriptor, 49, 1, 0, 1}, 0); // where it was interrupted
        for (Word index = record_index::magic; index < Architecture::vidt_limit; ++index)
            expect_yield_refused({0, index, 0, 0, 0}, Error::target_context, 8);
        leave();
        for (Word index = record_index::magic; index < Architecture::vidt_limit; ++index)
            expect_yield_refused({child.descriptor, 0, index, 0, 0}, Error::save_context, 9);
    }
}

TEST_F(Control, WithoutTheMagicWordEveryEntryIsPipsWhereNobodyHasToBeGuarded) {
    for (const Word magic :
         {Word{0}, Word{1}, Word{PIP_EVENT_MAGIC} - 1, Word{PIP_EVENT_GUARDED_MAGIC} + 1, ~Word{0}}) {
        for (Word index = record_index::entry; index < Architecture::vidt_limit; ++index) {
            set_vidt(root(), index, vidt(root(), 1));
            if (index != record_index::magic) set_vidt(root(), record_index::magic, magic);
            if (index == record_index::magic && magic != 0) continue;
            if (index == record_index::magic) set_vidt(root(), index, vidt(root(), 1));
            enter(child);
            if (Architecture::always_guarded) {
                expect_yield_refused({0, index, 0, 0, 1}, Error::target_context, 8);
                leave();
                continue;
            }
            expect_value(Service::yield, {0, index, 0, 0, 1}, 0);
            EXPECT_EQ(current(), root());
        }
    }
}

TEST_F(Control, WithoutTheMagicWordNothingIsRecordedWhereNobodyHasToBeGuarded) {
    enter(child);
    leave();
    for (const Word partition : {child.frame, root()}) {
        Word written = 0;
        for (Word index = record_index::magic; index <= record_index::sequence; ++index)
            written += vidt(partition, index) == 0 ? 0 : 1;
        EXPECT_EQ(written, Architecture::always_guarded ? (partition == root() ? 4u : 3u) : 0u);
        EXPECT_EQ(vidt(partition, record_index::magic), 0u);
    }
}

// --- faults
// -------------------------------------------------------------------------------------------------

TEST_F(Control, AFaultGoesToTheParent) {
    wish_for_events(root());
    enter(child);
    set_reg(registers::pc, 0x00400BAD);
    EXPECT_TRUE(kernel.fault(14, 6, 0xCAFE0000));
    EXPECT_EQ(current(), root());
    EXPECT_EQ(reg(registers::pc), image_address + 14);
    expect_event(root(), PIP_EVENT_CAUSE_FAULT, 14, child.descriptor, 6, 0xCAFE0000);
    // The child's interrupt state is 1: slot 49.
    EXPECT_EQ(read(child.frame, context_of(49) + registers::pc), 0x00400BADu);
    EXPECT_EQ(read(child.frame, context_of(49) + registers::state), 1u);
    EXPECT_EQ(kernel.state().interrupt_state(child.frame), 1u);
}

TEST_F(Control, TheInterruptStateChoosesTheSaveSlot) {
    enter(child);
    expect_value(Service::set_int_state, {0}, 0);
    set_reg(registers::pc, 0x00400048);
    EXPECT_TRUE(kernel.fault(13, 0, 0));
    EXPECT_EQ(read(child.frame, context_of(48) + registers::pc), 0x00400048u);
    EXPECT_EQ(read(child.frame, context_of(48) + registers::state), 0u);
}

TEST_F(Control, AVictimWithoutASaveSlotIsNotSaved) {
    const std::array<Word, 4> useless{0, far_address, kernel_address, address_end - word_bytes};
    for (const Word context : useless) {
        enter(child);
        set_vidt(child.frame, 49, context);
        EXPECT_TRUE(kernel.fault(14, 0, 0));
        EXPECT_EQ(current(), root());
    }
}

TEST_F(Control, NobodyIsSavedThroughAReadOnlyPage) {
    const Word own = give(child, 0x005B0000, false);
    write(root(), own, 0x600D600D);
    enter(child);
    set_vidt(child.frame, 49, 0x005B0000);
    EXPECT_TRUE(kernel.fault(14, 0, 0));
    EXPECT_EQ(read(root(), own), 0x600D600Du);
}

TEST_F(Control, WhatTheParentCannotTakeIsADoubleFaultOfTheGrandparent) {
    wish_for_events(root());
    enter(child);
    const Child grandchild = make_grandchild();
    set_vidt(child.frame, 14, 0);
    if (Architecture::always_guarded) set_vidt(child.frame, 8, 0); // or it would take that
    enter(grandchild);
    EXPECT_TRUE(kernel.fault(14, 2, 0x1000));
    EXPECT_EQ(current(), root());
    EXPECT_EQ(reg(registers::pc), image_address + 8);
    // The record names root's child, from whose side it came, and the fault itself.
    expect_event(root(), PIP_EVENT_CAUSE_FAULT, 14, child.descriptor, 2, 0x1000);
}

TEST_F(Control, AFaultThatNobodyTakesChangesNothing) {
    EXPECT_FALSE(kernel.fault(14, 0, 0)); // of root
    enter(child);
    set_vidt(root(), 14, 0);
    if (Architecture::always_guarded) set_vidt(root(), 8, 0); // or it would take that
    EXPECT_FALSE(kernel.fault(14, 0, 0));
    const Child grandchild = make_grandchild();
    enter(grandchild);
    set_vidt(child.frame, 14, 0);
    if (Architecture::always_guarded) set_vidt(child.frame, 8, 0);
    set_entry(root(), 8, far_address);
    EXPECT_FALSE(kernel.fault(14, 0, 0));
    EXPECT_EQ(current(), grandchild.frame);
}

// --- interrupts
// ---------------------------------------------------------------------------------------------

TEST_F(Control, HardwareInterruptsGoToRootWhoeverRuns) {
    wish_for_events(root());
    enter(child);
    const Child grandchild = make_grandchild();
    enter(grandchild);
    set_reg(registers::pc, 0x00400777);
    EXPECT_TRUE(kernel.interrupt(interrupt_line));
    EXPECT_EQ(current(), root());
    EXPECT_EQ(reg(registers::pc), image_address + Architecture::first_interrupt + interrupt_line);
    expect_event(root(), PIP_EVENT_CAUSE_INTERRUPT, Architecture::first_interrupt + interrupt_line,
                 PIP_EVENT_SENDER_KERNEL);
    EXPECT_EQ(read(grandchild.frame, context_of(49) + registers::pc), 0x00400777u);
}

TEST_F(Control, RootIsInterruptedByItself) {
    expect_value(Service::set_int_state, {1}, 0);
    set_reg(registers::pc, 0x00700555);
    const Word saved = entry(root(), 49);
    EXPECT_TRUE(kernel.interrupt(interrupt_line));
    EXPECT_EQ(read(root(), saved + registers::pc), 0x00700555u);
    EXPECT_EQ(reg(registers::pc), image_address + Architecture::first_interrupt + interrupt_line);
    EXPECT_EQ(kernel.state().interrupts_on, 0u); // its handler's context says so
}

TEST_F(Control, AnInterruptThatRootDoesNotTakeIsDropped) {
    enter(child);
    EXPECT_FALSE(kernel.interrupt(4));
    EXPECT_EQ(current(), child.frame);
}

TEST_F(Control, SoftwareInterruptsGoToTheParentAndRootsToRoot) {
    wish_for_events(root());
    enter(child);
    EXPECT_TRUE(kernel.software_interrupt(100));
    EXPECT_EQ(current(), root());
    EXPECT_EQ(reg(registers::pc), image_address + 100);
    expect_event(root(), PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT, 100, child.descriptor);
    EXPECT_TRUE(kernel.software_interrupt(100));
    expect_event(root(), PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT, 100, PIP_EVENT_SENDER_ITSELF);
    EXPECT_FALSE(kernel.software_interrupt(200)); // root without a handler
}

TEST_F(Control, CallsThatAreNoServicesGoTheSameWay) {
    if (Architecture::foreign_call == 0) GTEST_SKIP() << "they are answered as unknown";
    constexpr Word number = ~Word{0} - 3, entry_of_calls = Architecture::foreign_call;
    enter(child);
    EXPECT_TRUE(kernel.foreign_call(number));
    EXPECT_EQ(current(), root());
    EXPECT_EQ(reg(registers::pc), image_address + entry_of_calls);
    expect_event(root(), PIP_EVENT_CAUSE_CALL, entry_of_calls, child.descriptor, number);
    EXPECT_EQ(read(child.frame, context_of(49) + registers::pc), 0x00400000u);
    EXPECT_TRUE(kernel.foreign_call(7));
    expect_event(root(), PIP_EVENT_CAUSE_CALL, entry_of_calls, PIP_EVENT_SENDER_ITSELF, 7);
    set_vidt(root(), entry_of_calls, 0);
    EXPECT_FALSE(kernel.foreign_call(7)); // root without a handler
    enter(child);
    EXPECT_FALSE(kernel.foreign_call(7));
    EXPECT_EQ(current(), child.frame);
}

// --- interrupt state
// ------------------------------------------------------------------------------------------

TEST_F(Control, SetIntStateIsTheProcessorsFlagForRootAlone) {
    EXPECT_EQ(kernel.state().interrupts_on, 0u);
    expect_value(Service::set_int_state, {0x80}, 0);
    EXPECT_EQ(kernel.state().interrupts_on, 1u);
    expect_value(Service::set_int_state, {0}, 0);
    EXPECT_EQ(kernel.state().interrupts_on, 0u);
    enter(child);
    expect_value(Service::set_int_state, {0}, 0);
    EXPECT_EQ(kernel.state().interrupts_on, 1u);
    leave();
    expect_value(Service::get_int_state, {child.descriptor}, 0);
}

TEST_F(Control, GetIntStateReadsTheWholeWord) {
    enter(child);
    expect_value(Service::set_int_state, {0xABCD0100}, 0);
    EXPECT_TRUE(kernel.interrupt(interrupt_line)); // leaves the state as it is
    expect_value(Service::get_int_state, {child.descriptor}, 0xABCD0100);
    EXPECT_EQ(call(Service::get_int_state, {child.descriptor}).value, 0xABCD0100u);
}

// --- floating point
// -------------------------------------------------------------------------------------------

TEST_F(Control, FloatingPointStateIsSwitchedWhereItIsUsed) {
    kernel.compute(0x1001);
    enter(child);
    EXPECT_EQ(kernel.state().floating_point_owner, root()); // nobody else has computed yet
    kernel.compute(0x2002);
    EXPECT_EQ(kernel.state().floating_point(root()), 0x1001u);
    leave();
    kernel.compute(0x1003);
    EXPECT_EQ(kernel.state().floating_point(child.frame), 0x2002u);
    enter(child);
    kernel.compute(0x2004);
    EXPECT_EQ(kernel.state().floating_point(root()), 0x1003u);
}

TEST_F(Control, WhoComputesForTheFirstTimeSeesNothingOfAnother) {
    kernel.compute(0x5EC2E7);
    enter(child);
    EXPECT_EQ(kernel.computed_with(1), 0u);
    leave();
    EXPECT_EQ(kernel.computed_with(2), 0x5EC2E7u);
    enter(child);
    EXPECT_EQ(kernel.computed_with(3), 1u);
}

} // namespace pepin::test
