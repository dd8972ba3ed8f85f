// What only some architectures have: rights to execute, a register beside the context, addresses that nobody
// has.
#include "core/fixture.hpp"

namespace pepin::test {

class ArchitectureDifferences : public CoreTest {
protected:
    ArchitectureDifferences() : child{create_with_memory(20)} { make_enterable(child); }
    [[nodiscard]] Word entry_of(Word partition, Word address) const {
        const Word table = kernel.state().mmu_table(spec::leaf_level, partition, table_index(address));
        return memory::read({table}, address / page % leaf_entries);
    }
    static Word table_index(Word address) { return address / (leaf_entries * page); }
    Child child;
    static constexpr Word free_page = 0x00450000; // of the child
};

TEST_F(ArchitectureDifferences, PagesAreExecutableWhereThatWasAskedFor) {
    if (!spec::has_execute_right) GTEST_SKIP() << "every page is executable";
    const Word code = take_page(), data = take_page();
    machine.forget_events();
    expect_value(Service::add_vaddr, {code, child.descriptor, free_page, 1, 0, 1}, 1);
    expect_value(Service::add_vaddr, {data, child.descriptor, free_page + page, 1, 1, 0}, 1);
    EXPECT_TRUE(Architecture::is_executable(entry_of(child.frame, free_page)));
    EXPECT_FALSE(Architecture::is_executable(entry_of(child.frame, free_page + page)));
    // A parent that takes access and gives it back gives no other rights.
    enter(child);
    expect_value(Service::create_partition,
                 {free_page + page, take_page(), take_page(), take_page(), take_page()}, 1);
    expect_value(Service::delete_partition, {free_page + page}, 1);
    EXPECT_FALSE(Architecture::is_executable(entry_of(child.frame, free_page + page)));
}

TEST_F(ArchitectureDifferences, TheRightToExecuteDoesNotGrowDownwards) {
    if (!spec::has_execute_right) GTEST_SKIP() << "every page is executable";
    const Word pages[] = {take_page(), take_page()}; // code and data
    for (Word data = 0; data < 2; ++data)
        expect_value(Service::add_vaddr,
                     {pages[data], child.descriptor, free_page + data * page, 1, 1, 1 - data}, 1);
    enter(child);
    const Child grandchild = create();
    prepare(grandchild, free_page);
    const auto executes = [&](Word data, Word asked) {
        const bool granted =
            call(Service::add_vaddr, {free_page + data * page, grandchild.descriptor, free_page, 1, 1, asked})
                .error == Error::none;
        const bool executable = Architecture::is_executable(entry_of(grandchild.frame, free_page));
        if (granted) expect_value(Service::remove_vaddr, {grandchild.descriptor, free_page}, 1);
        return std::pair{granted, executable};
    };
    for (const Word asked : {Word{1}, Word{3}, ~Word{0}}) {
        EXPECT_EQ(executes(0, asked), (std::pair{true, true}));
        EXPECT_EQ(executes(1, asked), (std::pair{false, false}));
    }
    EXPECT_EQ(executes(0, 0), (std::pair{true, false}));
    EXPECT_EQ(executes(1, 0), (std::pair{true, false}));
    EXPECT_EQ(executes(0, PIP_EXECUTE_AS_HELD), (std::pair{true, true}));
    EXPECT_EQ(executes(1, PIP_EXECUTE_AS_HELD), (std::pair{true, false}));
    expect_refused(Service::add_vaddr,
                   {free_page + page, grandchild.descriptor, free_page, 0, 1, PIP_EXECUTE_AS_HELD},
                   Error::rights);
}

TEST_F(ArchitectureDifferences, DevicesAreNeverExecutable) {
    if (!spec::has_execute_right) GTEST_SKIP() << "every page is executable";
    expect_refused(Service::add_vaddr, {device_address, child.descriptor, free_page, 1, 1, 1}, Error::rights);
    expect_value(Service::add_vaddr, {device_address, child.descriptor, free_page, 1, 1, PIP_EXECUTE_AS_HELD},
                 1);
    EXPECT_FALSE(Architecture::is_executable(entry_of(child.frame, free_page)));
    EXPECT_TRUE(Architecture::is_writable(entry_of(child.frame, free_page)));
}

TEST_F(ArchitectureDifferences, CodeIsMadeVisibleAndNothingElse) {
    if (!Architecture::separate_instruction_cache) GTEST_SKIP() << "data is visible to instruction fetch";
    const Word code = take_page(), data = take_page();
    machine.forget_events();
    expect_value(Service::add_vaddr, {data, child.descriptor, free_page, 1, 1, 0}, 1);
    expect_value(Service::add_vaddr,
                 {device_address, child.descriptor, free_page + page, 1, 1, PIP_EXECUTE_AS_HELD}, 1);
    EXPECT_TRUE(machine.synchronised_frames.empty());
    expect_value(Service::add_vaddr, {code, child.descriptor, free_page + 2 * page, 1, 1, 1}, 1);
    EXPECT_EQ(machine.synchronised_frames, std::vector<Word>{frame_at(root(), code)});
}

TEST_F(ArchitectureDifferences, EachPartitionHasAThreadRegisterOfItsOwn) {
    if (!Architecture::has_thread_register) GTEST_SKIP() << "contexts hold all registers";
    kernel.set_thread_register(0x1111);
    enter(child);
    EXPECT_EQ(machine.thread_register, 0u);
    kernel.set_thread_register(0x2222);
    leave();
    EXPECT_EQ(machine.thread_register, 0x1111u);
    enter(child);
    EXPECT_EQ(machine.thread_register, 0x2222u);
    EXPECT_TRUE(kernel.fault(14, 0, 0));
    EXPECT_EQ(machine.thread_register, 0x1111u);
    const Child second = create_with_memory(4);
    make_enterable(second);
    expect_value(Service::delete_partition, {child.descriptor}, 1);
    enter(second);
    EXPECT_EQ(machine.thread_register, 0u);
}

// A kernel that takes such addresses modulo the size of the address space writes where a partition may not.
TEST_F(ArchitectureDifferences, AddressesBehindTheAddressSpaceAreNobodys) {
    if (address_end == 0) GTEST_SKIP() << "there are none";
    for (Word alias = address_end; alias != 0; alias <<= 1) {
        const Word own = take_page();
        expect_refused(Service::mapped_in_child, {own + alias}, Error::reserved_address);
        expect_refused(Service::add_vaddr, {own + alias, child.descriptor, free_page, 1, 1, 1},
                       Error::reserved_address);
        expect_refused(Service::add_vaddr, {own, child.descriptor, free_page + alias, 1, 1, 1},
                       Error::reserved_address);
        expect_refused(Service::count_to_map, {child.descriptor + alias, free_page}, Error::reserved_address);
        expect_refused(Service::remove_vaddr, {child.descriptor, context_page + alias},
                       Error::reserved_address);
        set_entry(child.frame, 3, context_of(0) + alias);
        expect_refused(Service::yield, {child.descriptor, 3, 0, 0, 0}, Error::target_context, 8);
        enter(child);
        set_entry(child.frame, 3, context_of(1) + alias);
        expect_refused(Service::yield, {0, 1, 3, 0, 0}, Error::save_context, 9);
        set_entry(child.frame, 49, context_of(1) + alias);
        const Word before = read(child.frame, context_of(1));
        set_reg(0, ~before);
        EXPECT_TRUE(kernel.fault(14, 0, 0));
        EXPECT_EQ(read(child.frame, context_of(1)), before);
    }
}

} // namespace pepin::test
