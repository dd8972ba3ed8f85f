#include "core/fixture.hpp"

namespace pepin::test {

namespace {

constexpr Word somewhere = 0x00400000;

} // namespace

class DeletePartition : public CoreTest {
protected:
    // Repeats the call until it is done; answers how many calls it took.
    Word delete_all(const Child& child, Word most_calls = 1000) {
        for (Word calls = 1; calls <= most_calls; ++calls) {
            const Result result = call(Service::delete_partition, {child.descriptor});
            if (result.error == Error::none) {
                EXPECT_EQ(result.value, 1u);
                return calls;
            }
            EXPECT_EQ(abi::name_of(result.error), std::string{"again"});
            EXPECT_EQ(result.value, 0u);
            EXPECT_NE(kernel.state().dying(child.frame), 0u);
        }
        ADD_FAILURE() << "not deleted after " << most_calls << " calls";
        return 0;
    }

    // What root has: pages that it can reach and has not handed on.
    [[nodiscard]] std::size_t free_pages() const {
        std::size_t count = 0;
        for (const auto& [number, frame] : kernel.state().frame.row(root()))
            if (kernel.state().is_accessible(root(), number) && kernel.state().child(root(), number) == 0)
                ++count;
        return count;
    }
};

TEST_F(DeletePartition, AllPagesComeBackAndConfigurationAsZeros) {
    const std::size_t before = free_pages();
    const Child child = create_with_memory(8);
    const Word own = give(child, somewhere + 0x80 * page);
    write(root(), own, 0x11223344);
    make_enterable(child);
    enter(child);
    kernel.compute(0xF00D);
    leave();
    std::vector<Word> configuration;
    for (Word f = 0; f < kernel.frame_count(); ++f)
        if (kernel.state().owner(f) == child.frame) configuration.push_back(f);
    std::size_t tables = 0;
    for (const auto& of_level : kernel.state().mmu_tables) tables += of_level.row(child.frame).size();
    EXPECT_EQ(configuration.size(), 5 + 3 * tables);
    EXPECT_EQ(delete_all(child), 1u);
    EXPECT_EQ(free_pages(), before);
    for (const Word f : configuration)
        for (Word i = 0; i < words_per_frame; ++i) ASSERT_EQ(memory::read({f}, i), 0u);
    EXPECT_EQ(read(root(), own), 0x11223344u); // what was memory keeps its contents
    EXPECT_EQ(kernel.state().floating_point_owner, 0u);
}

TEST_F(DeletePartition, ChecksItsArgument) {
    expect_refused(Service::delete_partition, {take_page() + 1}, Error::unaligned);
    expect_refused(Service::delete_partition, {0}, Error::reserved_address);
    expect_refused(Service::delete_partition, {kernel_address}, Error::reserved_address);
    expect_refused(Service::delete_partition, {far_address}, Error::not_a_child);
    expect_refused(Service::delete_partition, {take_page()}, Error::not_a_child);
    const Child child = create();
    expect_refused(Service::delete_partition, {child.descriptor - page}, Error::not_a_child);
    delete_all(child);
    expect_refused(Service::delete_partition, {child.descriptor}, Error::not_a_child);
}

// Binaries that were not written for this kernel do not repeat the call.
TEST_F(DeletePartition, AnOrdinaryChildGoesInOneCall) {
    const Child child = create_with_memory(40);
    kernel.compare = Compare::changes;
    make_enterable(child);
    // Fewer where looking through tables costs more, or there are more levels of them.
    constexpr Word pages = Architecture::search_work < 50 && leaf_level == 1 ? 250 : 150;
    for (Word i = 0; i < pages; ++i) give(child, last_table_address + i * page);
    EXPECT_EQ(delete_all(child), 1u);
}

TEST_F(DeletePartition, ManyTablesGoInPortions) {
    const std::size_t before = free_pages();
    const Child child = create();
    kernel.compare = Compare::changes;
    for (Word i = 0; i < 40; ++i) prepare(child, table_address(i * 19 + 1));
    for (Word i = 0; i < 40; i += 3) give(child, table_address(i * 19 + 1) + (leaf_entries - 1 - i) * page);
    EXPECT_GT(delete_all(child), 1u);
    EXPECT_EQ(free_pages(), before);
}

TEST_F(DeletePartition, DescendantsGoFirst) {
    const std::size_t before = free_pages();
    const Child child = create_with_memory(120);
    make_enterable(child);
    enter(child);
    const Child first = create_with_memory(30), second = create_with_memory(10, 0x10000000);
    make_enterable(first);
    enter(first);
    create_with_memory(5);
    leave();
    leave();
    kernel.compare = Compare::changes;
    EXPECT_EQ(kernel.partitions().size(), 5u);
    delete_all(child);
    EXPECT_EQ(kernel.partitions().size(), 1u);
    EXPECT_EQ(free_pages(), before);
    static_cast<void>(second);
}

TEST_F(DeletePartition, OtherCallsMayComeInBetween) {
    const Child child = create_with_memory(120), sibling = create_with_memory(4);
    make_enterable(child);
    enter(child);
    kernel.compare = Compare::changes;
    const Child grandchild = create();
    for (Word i = 0; i < 10; ++i) prepare(grandchild, table_address(i * 70 + 3));
    for (Word i = 0; i < 10; ++i) give(grandchild, table_address(i * 70 + 3) + (leaf_entries - 1) * page);
    leave();
    kernel.compare = Compare::invariants;
    Word calls = 1;
    while (call(Service::delete_partition, {child.descriptor}).error == Error::again) {
        ++calls;
        expect_refused(Service::yield, {child.descriptor, 0, 0, 0, 0}, Error::child_dying, 4);
        expect_refused(Service::get_int_state, {child.descriptor}, Error::child_dying, ~Word{0});
        give(sibling, somewhere + (0x100 + calls) * page);
        ASSERT_LT(calls, 100u);
    }
    EXPECT_GT(calls, 1u);
    expect_refused(Service::delete_partition, {child.descriptor}, Error::not_a_child);
}

TEST_F(DeletePartition, AnAncestorCanFinishWhatAPartitionBegan) {
    const Child child = create_with_memory(150);
    make_enterable(child);
    enter(child);
    kernel.compare = Compare::changes;
    const Child grandchild = create();
    for (Word i = 0; i < 20; ++i) prepare(grandchild, table_address(i * 37 + 3));
    for (Word i = 0; i < 20; ++i) give(grandchild, table_address(i * 37 + 3) + (leaf_entries - 1) * page);
    EXPECT_EQ(call(Service::delete_partition, {grandchild.descriptor}).error, Error::again);
    leave();
    delete_all(child);
    EXPECT_EQ(kernel.partitions().size(), 1u);
}

TEST_F(DeletePartition, WhatFloatingPointRegistersHoldIsNobodysAfterTheOwnerIsGone) {
    const Child child = create_with_memory(4);
    make_enterable(child);
    enter(child);
    kernel.compute(0x5EC2E7);
    leave();
    EXPECT_EQ(kernel.state().floating_point_owner, child.frame);
    delete_all(child);
    kernel.compute(1);
    EXPECT_EQ(kernel.state().floating_point_owner, root());
    // The pages that were the child's hold nothing of it.
    const Child other = create_with_memory(4);
    make_enterable(other);
    enter(other);
    kernel.compute(2);
    leave();
    kernel.compute(3);
    EXPECT_EQ(kernel.state().floating_point(other.frame), 2u);
}

} // namespace pepin::test
