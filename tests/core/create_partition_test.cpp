#include <algorithm>

#include "core/fixture.hpp"

namespace pepin::test {

class CreatePartition : public CoreTest {
protected:
    // Five good pages.
    Arguments pages() { return {take_page(), take_page(), take_page(), take_page(), take_page(), 0}; }
    Arguments with(std::size_t which, Word address) {
        Arguments given = pages();
        given[which] = address;
        return given;
    }
};

TEST_F(CreatePartition, MakesAnEmptyChildAndTakesItsPagesFromTheCaller) {
    const Arguments given = pages();
    for (Word i = 0; i < 5; ++i) write(root(), given[i] + 8 * i, 0xDEAD0000 + i);
    expect_value(Service::create_partition, given, 1);
    const auto& s = kernel.state();
    const Word child = frame_at(root(), given[0]);
    EXPECT_EQ(s.parent(child), root());
    EXPECT_EQ(s.depth(child), 1u);
    for (Word i = 0; i < 5; ++i) {
        EXPECT_FALSE(s.is_accessible(root(), given[i] >> Architecture::page_bits));
        expect_value(Service::mapped_in_child, {given[i]}, given[0]);
    }
    // The console is its only right.
    EXPECT_EQ(s.port_first(child, 0), Word{PIP_LIMITS_CONSOLE_FIRST});
    EXPECT_EQ(s.port_count(child, 0), 8u);
    EXPECT_EQ(s.port_count(child, 1), 0u);
}

TEST_F(CreatePartition, RefusesEachPageThatTheCallerCannotGiveUp) {
    const Child other = create();
    const Word handed_on = give(other, 0x00400000);
    for (std::size_t which = 0; which < 5; ++which) {
        expect_refused(Service::create_partition, with(which, 0x00800123), Error::unaligned);
        expect_refused(Service::create_partition, with(which, 0), Error::reserved_address);
        expect_refused(Service::create_partition, with(which, low_end - page), Error::reserved_address);
        expect_refused(Service::create_partition, with(which, kernel_address), Error::reserved_address);
        expect_refused(Service::create_partition, with(which, last_kernel_page), Error::reserved_address);
        expect_refused(Service::create_partition, with(which, 0x00400000), Error::not_mapped);
        expect_refused(Service::create_partition, with(which, far_address), Error::not_mapped);
        expect_refused(Service::create_partition, with(which, other.descriptor), Error::not_accessible);
        expect_refused(Service::create_partition, with(which, handed_on), Error::handed_on);
        expect_refused(Service::create_partition, with(which, device_address), Error::not_memory);
    }
}

TEST_F(CreatePartition, RefusesAPageThatTheCallerMayOnlyRead) {
    const Child child = create_with_memory(12);
    make_enterable(child);
    give(child, 0x00480000, false);
    enter(child);
    for (std::size_t which = 0; which < 5; ++which) {
        Arguments given{0x00400000, 0x00401000, 0x00402000, 0x00403000, 0x00404000, 0};
        given[which] = 0x00480000;
        expect_refused(Service::create_partition, given, Error::not_writable);
    }
}

TEST_F(CreatePartition, RefusesAPageGivenTwice) {
    const Arguments good = pages();
    for (std::size_t i = 0; i < 5; ++i)
        for (std::size_t j = 0; j < 5; ++j) {
            if (i == j) continue;
            Arguments given = good;
            given[i] = good[j];
            expect_refused(Service::create_partition, given, Error::duplicate_page);
        }
}

TEST_F(CreatePartition, NamesTheFirstCheckThatFails) {
    Arguments given = pages();
    given[1] = device_address; // fails late, at an early page
    given[2] = 0x123;          // fails early, at a late page
    expect_refused(Service::create_partition, given, Error::not_memory);
    given[3] = given[0] + 1; // duplicates count only when all pages are good
    given[1] = given[0];
    expect_refused(Service::create_partition, given, Error::unaligned);
}

TEST_F(CreatePartition, ForgetsTranslationsOfTheFivePages) {
    const Arguments given = pages();
    expect_value(Service::create_partition, given, 1);
    for (Word i = 0; i < 5; ++i)
        EXPECT_TRUE(std::ranges::any_of(machine.forgotten, [&](const Forgotten& one) {
            return one.page == given[i] >> Architecture::page_bits;
        }));
}

TEST_F(CreatePartition, TakesTheAccessOfAllAncestors) {
    const Child child = create_with_memory(20);
    make_enterable(child);
    enter(child);
    const Child grandchild = create();
    const auto& s = kernel.state();
    const Word in_root = s.origin(child.frame, grandchild.descriptor >> Architecture::page_bits);
    EXPECT_EQ(s.frame(root(), in_root), grandchild.frame);
    leave();
    expect_refused(Service::out_address, {0x604, in_root << Architecture::page_bits}, Error::not_accessible);
}

} // namespace pepin::test
