// Arguments on the caller's stack, and arguments in registers.
#include "core/fixture.hpp"

namespace pepin::test {

class Entries : public CoreTest {
protected:
    Entries() {
        child = create_with_memory(20);
        make_enterable(child);
    }
    // The words on the current partition's stack.
    void push(Word stack, const std::vector<Word>& words) {
        for (Word i = 0; i < words.size(); ++i) write(current(), stack + word_bytes * i, words[i]);
    }
    Result gate(Service service, Word stack, const std::vector<Word>& words) {
        push(stack, words);
        return kernel.gate(service, stack);
    }
    Child child;
    static constexpr Word stack_page = root_stack_address;
};

TEST_F(Entries, AGateReadsItsArgumentsFromTheStack) {
    const Word own = take_page();
    EXPECT_EQ(gate(Service::add_vaddr, stack_page + 0x100, {own, child.descriptor, 0x00450000, 1, 1, 1}),
              (Result{1, Error::none}));
    EXPECT_EQ(gate(Service::mapped_in_child, stack_page + 0x100, {own}),
              (Result{child.descriptor, Error::none}));
    EXPECT_EQ(gate(Service::remove_vaddr, stack_page + 0x100, {child.descriptor, 0x00450000}),
              (Result{1, Error::none}));
    EXPECT_EQ(gate(Service::count_to_map, stack_page + 0x100, {child.descriptor, 0x10000000}),
              (Result{3, Error::none}));
}

TEST_F(Entries, EveryGateLeadsToItsService) {
    // What each of them answers to bad arguments tells it from the others; the specification knows what that
    // is.
    for (const auto& text : abi::service_texts) {
        push(stack_page + 0x200, {0x21, 0x777, 0x123, 0x321, 0x4000, 5});
        kernel.gate(text.service, stack_page + 0x200);
        push(stack_page + 0x200, {child.descriptor, 0x00400000, 0, 0x10, 0x20, 1});
        if (text.service != Service::yield) kernel.gate(text.service, stack_page + 0x200);
    }
}

TEST_F(Entries, TheStackMayBeUnalignedAndCrossPages) {
    for (const Word offset :
         {page - 4, page - 5, page - 7, page - 8, page - 17, page - 19, Word{1}, Word{2}, Word{3}}) {
        const Word stack = (offset < word_bytes ? stack_page : image_address) + offset;
        const Word own = take_page();
        EXPECT_EQ(gate(Service::add_vaddr, stack, {own, child.descriptor, 0x00450000, 1, 1, 1}),
                  (Result{1, Error::none}));
        EXPECT_EQ(gate(Service::remove_vaddr, stack, {child.descriptor, 0x00450000}),
                  (Result{1, Error::none}));
    }
    // The same where the next page is not the next frame.
    give(child, context_page + 2 * page);
    give(child, context_page + page);
    enter(child);
    ASSERT_NE(frame_at(child.frame, context_page + page), frame_at(child.frame, context_page) + 1);
    for (Word offset = page - 8; offset < page; ++offset) {
        EXPECT_EQ(gate(Service::out_byte, context_page + offset, {0x3F8, 0x41 + offset}),
                  (Result{0, Error::none}));
        EXPECT_EQ(machine.port_access, (PortAccess{1, 0x3F8, 0x41 + offset}));
    }
}

TEST_F(Entries, AStackThatTheCallerCannotReadIsRefused) {
    const auto refused = [&](Word stack) {
        EXPECT_EQ(kernel.gate(Service::count_to_map, stack), (Result{0, Error::bad_stack}));
        EXPECT_EQ(kernel.gate(Service::get_int_state, stack), (Result{~Word{0}, Error::bad_stack}));
        EXPECT_EQ(kernel.gate(Service::yield, stack), (Result{7, Error::bad_stack}));
        EXPECT_EQ(kernel.gate(Service::out_byte, stack), (Result{0, Error::bad_stack}));
    };
    refused(0);
    refused(kernel_address + 0x1000);
    refused(kernel_address - 2);
    refused(far_address);
    refused(child.descriptor);  // the child's configuration
    refused(device_address);    // a device
    refused(address_end - 3);   // the end of the address space lies inside
    refused(~Word{0} - 2);      // around the end of all addresses
    refused(image_address - 2); // begins in a page that is not there
}

TEST_F(Entries, OnlyTheArgumentsHaveToBeReadable) {
    enter(child);
    const Word last = context_page + page; // the page behind is not mapped
    write(child.frame, last - word_bytes, 0x3F8);
    EXPECT_EQ(kernel.gate(Service::in_byte, last - word_bytes).error, Error::none);
    EXPECT_EQ(kernel.gate(Service::out_byte, last - word_bytes).error, Error::bad_stack);
    EXPECT_EQ(kernel.gate(Service::check_invariants, 0).error, Error::unknown_service); // takes none
    // The last words of the address space are good ones.
    write(child.frame, address_end - word_bytes, 0x3F8);
    EXPECT_EQ(kernel.gate(Service::in_byte, address_end - word_bytes).error, Error::none);
    EXPECT_EQ(kernel.gate(Service::in_byte, address_end - 3).error, Error::bad_stack);
}

TEST_F(Entries, YieldThroughAGate) {
    EXPECT_EQ(gate(Service::yield, stack_page + 0x300, {child.descriptor, 0, 1, 0, 0}),
              (Result{0, Error::none}));
    EXPECT_EQ(current(), child.frame);
    EXPECT_EQ(gate(Service::yield, context_page + 0xF00, {0, 1, 0, 0, 0}), (Result{0, Error::none}));
    EXPECT_EQ(current(), root());
}

TEST_F(Entries, TheFastEntryTakesArgumentsFromRegisters) {
    const Word own = take_page();
    constexpr Word rights = PIP_FAST_READABLE | PIP_FAST_WRITABLE | PIP_FAST_EXECUTABLE;
    EXPECT_EQ(kernel.fast(PIP_SERVICE_ADD_VADDR, own, child.descriptor, 0x00450000, rights),
              (Result{1, Error::none}));
    EXPECT_NE(kernel.state().writable(child.frame, 0x450), 0u);
    EXPECT_EQ(kernel.fast(PIP_SERVICE_REMOVE_VADDR, child.descriptor, 0x00450000, 0, 0),
              (Result{1, Error::none}));
    EXPECT_EQ(kernel.fast(PIP_SERVICE_ADD_VADDR, own, child.descriptor, 0x00450000,
                          rights & ~Word{PIP_FAST_WRITABLE}),
              (Result{1, Error::none}));
    EXPECT_EQ(kernel.state().writable(child.frame, 0x450), 0u);
    EXPECT_EQ(kernel.fast(PIP_SERVICE_ADD_VADDR, own, child.descriptor, 0x00451000, PIP_FAST_READABLE).error,
              Error::handed_on);
    EXPECT_EQ(
        kernel.fast(PIP_SERVICE_ADD_VADDR, take_page(), child.descriptor, 0x00451000, PIP_FAST_EXECUTABLE)
            .error,
        Error::rights);
}

TEST_F(Entries, TheFastEntryHasAFifthArgumentBesideTheNumber) {
    const Word pages[] = {take_page(), take_page(), take_page(), take_page(), take_page()};
    EXPECT_EQ(kernel.fast(PIP_SERVICE_CREATE_PARTITION | pages[4], pages[0], pages[1], pages[2], pages[3]),
              (Result{1, Error::none}));
    const Word made = frame_at(root(), pages[0]);
    EXPECT_EQ(kernel.state().private_frame(made), frame_at(root(), pages[4]));
    // others have none
    EXPECT_EQ(kernel.fast(PIP_SERVICE_DELETE_PARTITION | 0xABCDE000, pages[0], 0, 0, 0),
              (Result{1, Error::none}));
}

TEST_F(Entries, TheFastYieldPacksItsIndices) {
    EXPECT_EQ(kernel.fast(PIP_SERVICE_YIELD, child.descriptor, 0 | 49 << 16, 3, 4), (Result{0, Error::none}));
    EXPECT_EQ(current(), child.frame);
    EXPECT_EQ(kernel.state().interrupt_state(root()), 3u);
    EXPECT_EQ(read(root(), entry(root(), 49) + registers::state), 4u);
    EXPECT_EQ(kernel.fast(PIP_SERVICE_YIELD, 0, 1 | 0x3FFU << 16, 0, 0), (Result{2, Error::save_index}));
    EXPECT_EQ(kernel.fast(PIP_SERVICE_YIELD, 0, 0x3FF, 0, 0), (Result{1, Error::target_index}));
}

TEST_F(Entries, UnknownServicesAreRefused) {
    for (const Word number : {Word{PIP_SERVICE_COUNT}, Word{0x30}, Word{0xFFF}, Word{0x12345FFF}})
        EXPECT_EQ(kernel.fast(number, 1, 2, 3, 4), (Result{0, Error::unknown_service}));
    // a release kernel
    EXPECT_EQ(kernel.call(Service::check_invariants, {}), (Result{0, Error::unknown_service}));
}

} // namespace pepin::test
