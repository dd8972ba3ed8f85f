// States that are made instead of booted: the builder's, and memory that represents them.
#include "core/replay.hpp"

#include <gtest/gtest-spi.h>

#include "core/fixture.hpp"

namespace pepin::test {

namespace {

constexpr Word somewhere = 0x00400000 >> Architecture::page_bits, elsewhere = somewhere + 7;

} // namespace

class StateBuilderTest : public testing::Test {
protected:
    // Root, a child and a grandchild, which have a page of memory; the child runs.
    StateBuilderTest() {
        b.map(grandchild, somewhere, memory);
        b.map(child, elsewhere, b.device(), false);
        b.run(child);
    }

    StateBuilder b;
    Word child = b.child(b.state.root), grandchild = b.descendant(child, 1), memory = b.memory();
};

TEST_F(StateBuilderTest, MakesStatesThatThereCanBe) {
    b.state.interrupt_state.update(true, child, 5);
    b.state.memory.update(true, memory, 3, 0x1234);
    b.state.floating_point_used.update(true, grandchild, 1);
    b.state.floating_point.update(true, grandchild, 77);
    b.state.floating_point_owner = grandchild;
    Lockstep kernel{b.state};
    EXPECT_EQ(kernel.objection(), "");
    kernel.check_isolation();
}

TEST_F(StateBuilderTest, AncestorsMapWhatDescendantsHave) {
    const SpecState& s = b.state;
    EXPECT_EQ(s.frame(grandchild, somewhere), memory);
    for (const Word ancestor : {child, s.root}) {
        const Word page = s.page_at(ancestor, memory);
        EXPECT_EQ(s.frame(ancestor, page), memory);
        EXPECT_GE(spec::root_index(page), b.spare_entry);
    }
    EXPECT_EQ(s.parent(grandchild), child);
    EXPECT_EQ(s.reach(memory), 2U);
}

TEST_F(StateBuilderTest, RightsAreNoMoreThanTheParents) {
    const Word read_only = b.memory();
    b.map(child, elsewhere + 1, read_only, false);
    const Word page = b.map_somewhere(grandchild, read_only);
    EXPECT_EQ(b.state.writable(grandchild, page), 0U);
    EXPECT_EQ(b.state.writable(b.state.root, b.state.page_at(b.state.root, read_only)), 1U);
}

TEST_F(StateBuilderTest, TheDeepestTreeHasRoom) {
    const Word deepest = b.descendant(b.state.root, maximum_depth);
    b.map(deepest, somewhere, b.memory());
    b.run(deepest);
    Lockstep kernel{b.state};
    EXPECT_EQ(kernel.objection(), "");
    EXPECT_EQ(kernel.call(Service::create_partition, {}).error, Error::too_deep);
}

TEST_F(StateBuilderTest, FramesOfConfigurationCanBeChosen) {
    const Word descriptor = b.memory(), shadow1 = b.memory(), leaf = b.memory();
    b.map(child, elsewhere + 1, descriptor);
    const Word other = b.child(child, {descriptor, 0, shadow1, 0, 0});
    b.tables(other, 1, {0, 0, leaf});
    EXPECT_EQ(other, descriptor);
    EXPECT_EQ(b.state.page_in_parent(other), elsewhere + 1);
    EXPECT_EQ(b.state.shadow1(other), shadow1);
    EXPECT_EQ(b.state.shadow2_table(spec::leaf_level, other, 1), leaf);
}

TEST_F(StateBuilderTest, WhatTheSpecificationRefusesIsRefused) {
    const Word other = b.child(child);
    EXPECT_THROW(b.map(other, somewhere, memory), std::logic_error);          // a sibling has it
    EXPECT_THROW(b.map(grandchild, somewhere, b.memory()), std::logic_error); // there is something
    EXPECT_THROW(b.tables(other, 0), std::logic_error);
}

// What the core does in a state that was made is compared like anything else.
TEST(ReplayTest, CallsAreCompared) {
    replay(
        [](StateBuilder& b) {
            b.map(b.state.root, somewhere, b.memory());
            b.run(b.state.root);
        },
        [](Lockstep& kernel) {
            EXPECT_EQ(kernel.call(Service::mapped_in_child, {spec::address_of(somewhere)}), Result{});
            EXPECT_EQ(kernel.call(Service::mapped_in_child, {spec::address_of(elsewhere)}).error,
                      Error::not_mapped);
        });
}

TEST(ReplayTest, AMismatchFails) {
    const auto differs = [](StateBuilder& b) { b.run(b.state.root); };
    const auto fails = [](Lockstep&) { throw Mismatch{"core and specification disagree"}; };
    EXPECT_NONFATAL_FAILURE(replay(differs, fails), "core and specification disagree");
}

TEST(ReplayTest, AStepThatBreaksAnInvariantFails) {
    const auto make = [](StateBuilder& b) { b.run(b.state.root); };
    const auto step = [](SpecState& s) { s.depth.update(true, s.root, 1); };
    EXPECT_NONFATAL_FAILURE(replay_step(make, step), "root is at depth 0");
}

} // namespace pepin::test
