// count_to_map, prepare, add_vaddr, remove_vaddr, mapped_in_child, collect.
#include "core/fixture.hpp"

namespace pepin::test {

namespace {

constexpr Word somewhere = 0x00400000; // in a child

} // namespace

class MemoryServices : public CoreTest {
protected:
    // Three of the caller's pages, linked.
    std::array<Word, 3> list(Word after = 0) {
        const std::array<Word, 3> pages{take_page(), take_page(), take_page()};
        write(current(), pages[0], pages[1]);
        write(current(), pages[1], pages[2]);
        write(current(), pages[2], after);
        return pages;
    }

    // Everything that can be wrong with the name of a child. `arguments` has the place of the descriptor at
    // `place`.
    void expect_child_checks(Service service, Arguments arguments, std::size_t place = 0, Word value = 0) {
        const auto refused = [&](Word descriptor, Error error) {
            arguments[place] = descriptor;
            expect_refused(service, arguments, error, value);
        };
        refused(take_page() | 1, Error::unaligned);
        refused(0, Error::reserved_address);
        refused(kernel_address, Error::reserved_address);
        refused(far_address, Error::not_a_child);    // no tables
        refused(somewhere, Error::not_a_child);      // not mapped
        refused(take_page(), Error::not_a_child);    // memory
        refused(device_address, Error::not_a_child); // a device
        const Child other = create();
        refused(give(other, somewhere), Error::not_a_child); // a child's memory
        refused(other.descriptor + page, Error::not_a_child);
        refused(other.descriptor - page, Error::not_a_child); // configuration, but not the descriptor
        refused(dying_child().descriptor, Error::child_dying);
    }

    // A child of which a first portion is gone.
    Child dying_child() {
        if (dying.frame != 0) return dying;
        dying = create();
        for (Word i = 0; i < 30; ++i) give(dying, table_address(i * 19 + 1) + (leaf_entries - 1) * page);
        const Result result = call(Service::delete_partition, {dying.descriptor});
        EXPECT_EQ(result.error, Error::again);
        return dying;
    }
    Child dying{};
};

// --- count_to_map -----------------------------------------------------------------------------------

TEST_F(MemoryServices, CountsThreePagesOrNone) {
    const Child child = create();
    expect_value(Service::count_to_map, {child.descriptor, somewhere}, 3);
    prepare(child, somewhere);
    expect_value(Service::count_to_map, {child.descriptor, somewhere + (leaf_entries - 1) * page}, 0);
    expect_value(Service::count_to_map, {child.descriptor, somewhere + leaf_entries * page}, 3);
}

TEST_F(MemoryServices, CountToMapChecksItsArguments) {
    const Child child = create();
    expect_child_checks(Service::count_to_map, {0, somewhere});
    expect_refused(Service::count_to_map, {child.descriptor, somewhere + 4}, Error::unaligned);
    expect_refused(Service::count_to_map, {child.descriptor, low_end - page}, Error::reserved_address);
    expect_refused(Service::count_to_map, {child.descriptor, kernel_address}, Error::reserved_address);
    expect_refused(Service::count_to_map, {child.descriptor, last_kernel_page}, Error::reserved_address);
    for (const Word region : regions)
        if (region != somewhere) expect_value(Service::count_to_map, {child.descriptor, region}, 3);
    expect_value(Service::count_to_map, {child.descriptor, kernel_address - page}, 3);
}

// --- prepare ----------------------------------------------------------------------------------------

TEST_F(MemoryServices, PrepareTakesThreePagesAndNamesTheNextOne) {
    const Child child = create();
    const Word next = take_page();
    const auto pages = list(next);
    expect_value(Service::prepare, {child.descriptor, somewhere + 5 * page, pages[0]}, next | 1);
    for (const Word given : pages) {
        EXPECT_FALSE(kernel.state().is_accessible(root(), given >> Architecture::page_bits));
        expect_value(Service::mapped_in_child, {given}, child.descriptor);
    }
    EXPECT_EQ(frame_at(root(), pages[0]),
              kernel.state().mmu_table(spec::leaf_level, child.frame, somewhere / (leaf_entries * page)));
}

TEST_F(MemoryServices, PrepareDropsBitZeroOfTheNextAddress) {
    const Child child = create();
    expect_value(Service::prepare, {child.descriptor, somewhere, list(0x1235)[0]}, 0x1235);
    expect_value(Service::prepare, {child.descriptor, 0x10000000, list(0x1236)[0]}, 0x1237);
}

TEST_F(MemoryServices, PrepareUsesNothingWhereTablesExist) {
    const Child child = create();
    prepare(child, somewhere);
    const auto pages = list();
    expect_value(Service::prepare, {child.descriptor, somewhere, pages[0]}, pages[0] | 1);
    // The list is not even looked at ...
    expect_value(Service::prepare, {child.descriptor, somewhere, 0x123}, 0x123);
    // ... but there has to be one.
    expect_refused(Service::prepare, {child.descriptor, somewhere, 0}, Error::list_too_short);
}

TEST_F(MemoryServices, PrepareChecksItsArguments) {
    const Child child = create();
    const Word first = list()[0];
    expect_child_checks(Service::prepare, {0, somewhere, first}, 0, first);
    expect_refused(Service::prepare, {child.descriptor, somewhere + 4, first}, Error::unaligned, first);
    expect_refused(Service::prepare, {child.descriptor, 0, first}, Error::reserved_address, first);
    expect_refused(Service::prepare, {child.descriptor, kernel_address, first}, Error::reserved_address,
                   first);
    expect_refused(Service::prepare, {child.descriptor, somewhere, 0}, Error::list_too_short);
    // refused: without bit 0
    expect_refused(Service::prepare, {child.descriptor, somewhere, 1}, Error::unaligned, 0);
}

TEST_F(MemoryServices, PrepareChecksEachPageOfTheList) {
    const Child child = create(), other = create();
    const Word handed_on = give(other, somewhere);
    const auto pages = list();
    const auto expect_list_refused = [&](Word bad, Error error) {
        expect_refused(Service::prepare, {child.descriptor, somewhere, bad}, error, bad & ~Word{1});
        for (std::size_t i = 0; i < 2; ++i) {
            write(root(), pages[i], bad);
            expect_refused(Service::prepare, {child.descriptor, somewhere, pages[0]}, error, pages[0]);
            write(root(), pages[i], pages[i + 1]);
        }
    };
    expect_list_refused(0x00800004, Error::unaligned);
    expect_list_refused(0x00001000, Error::reserved_address);
    expect_list_refused(kernel_address, Error::reserved_address);
    expect_list_refused(far_address, Error::not_mapped);
    expect_list_refused(somewhere, Error::not_mapped);
    expect_list_refused(other.descriptor, Error::not_accessible);
    expect_list_refused(handed_on, Error::handed_on);
    expect_list_refused(device_address, Error::not_memory);
    expect_list_refused(0, Error::list_too_short);
}

TEST_F(MemoryServices, PrepareRefusesACyclicList) {
    const Child child = create();
    const auto pages = list();
    write(root(), pages[0], pages[0]);
    expect_refused(Service::prepare, {child.descriptor, somewhere, pages[0]}, Error::duplicate_page,
                   pages[0]);
    write(root(), pages[0], pages[1]);
    write(root(), pages[1], pages[1]);
    expect_refused(Service::prepare, {child.descriptor, somewhere, pages[0]}, Error::duplicate_page,
                   pages[0]);
    write(root(), pages[1], pages[0]);
    expect_refused(Service::prepare, {child.descriptor, somewhere, pages[0]}, Error::duplicate_page,
                   pages[0]);
}

TEST_F(MemoryServices, PrepareRefusesAPageThatTheCallerMayOnlyRead) {
    const Child child = create_with_memory(20);
    make_enterable(child);
    give(child, 0x00480000, false);
    enter(child);
    const Child grandchild = create();
    const auto pages = list();
    write(child.frame, pages[1], 0x00480000);
    expect_refused(Service::prepare, {grandchild.descriptor, somewhere, pages[0]}, Error::not_writable,
                   pages[0]);
}

// --- add_vaddr --------------------------------------------------------------------------------------

TEST_F(MemoryServices, AddVAddrMapsThePageInBoth) {
    const Child child = create();
    prepare(child, somewhere);
    const Word own = take_page();
    write(root(), own, 0x12345678);
    expect_value(Service::add_vaddr, {own, child.descriptor, somewhere, 1, 1, 1}, 1);
    EXPECT_EQ(read(child.frame, somewhere), 0x12345678u);
    expect_value(Service::mapped_in_child, {own}, child.descriptor);
    EXPECT_TRUE(kernel.state().is_accessible(root(), own >> Architecture::page_bits));
    EXPECT_NE(kernel.state().writable(child.frame, somewhere >> Architecture::page_bits), 0u);
}

TEST_F(MemoryServices, AddVAddrCanWithholdWriting) {
    const Child child = create_with_memory(16);
    make_enterable(child);
    give(child, 0x00480000, false);
    EXPECT_EQ(kernel.state().writable(child.frame, 0x480), 0u);
    enter(child);
    const Child grandchild = create();
    prepare(grandchild, somewhere);
    expect_refused(Service::add_vaddr, {0x00480000, grandchild.descriptor, somewhere, 1, 1, 1},
                   Error::not_writable);
    expect_value(Service::add_vaddr, {0x00480000, grandchild.descriptor, somewhere, 1, 0, 1}, 1);
}

TEST_F(MemoryServices, AddVAddrChecksItsArguments) {
    const Child child = create(), other = create();
    prepare(child, somewhere);
    const Word own = take_page(), handed_on = give(other, somewhere);
    expect_child_checks(Service::add_vaddr, {own, 0, somewhere, 1, 1, 1}, 1);
    const auto refused = [&](Word page_address, Word child_page, Error error) {
        expect_refused(Service::add_vaddr, {page_address, child.descriptor, child_page, 1, 1, 1}, error);
    };
    refused(own | 2, somewhere, Error::unaligned);
    refused(0, somewhere, Error::reserved_address);
    refused(kernel_address, somewhere, Error::reserved_address);
    refused(far_address, somewhere, Error::not_mapped);
    refused(somewhere, somewhere, Error::not_mapped);
    refused(child.descriptor, somewhere, Error::not_accessible);
    refused(handed_on, somewhere, Error::handed_on);
    refused(own, somewhere | 1, Error::unaligned);
    refused(own, low_end - page, Error::reserved_address);
    refused(own, kernel_address, Error::reserved_address);
    refused(own, 0x10000000, Error::not_prepared);
    expect_refused(Service::add_vaddr, {own, child.descriptor, somewhere, 0, 1, 1}, Error::rights);
    if (!spec::has_execute_right)
        expect_refused(Service::add_vaddr, {own, child.descriptor, somewhere, 1, 1, 0}, Error::rights);
    expect_value(Service::add_vaddr, {own, child.descriptor, somewhere, 1, 1, 1}, 1);
    refused(take_page(), somewhere, Error::already_mapped);
}

TEST_F(MemoryServices, AddVAddrNamesTheFirstCheckThatFails) {
    const Child child = create();
    const Word own = take_page();
    // the child before the page
    expect_refused(Service::add_vaddr, {far_address, take_page(), 1, 0, 1, 1}, Error::not_a_child);
    // the page before the rights
    expect_refused(Service::add_vaddr, {far_address, child.descriptor, 1, 0, 1, 1}, Error::not_mapped);
    // the rights before the child's page
    expect_refused(Service::add_vaddr, {own, child.descriptor, 1, 0, 1, 1}, Error::rights);
    expect_refused(Service::add_vaddr, {own, child.descriptor, 1, 1, 1, 1}, Error::unaligned);
}

TEST_F(MemoryServices, BitsInAPagesAddressMakeNoDescriptor) {
    // With bit 0 of the descriptor's address a careless kernel would mark an ordinary page as a partition.
    const Child child = create();
    prepare(child, somewhere);
    const Word own = take_page();
    expect_refused(Service::add_vaddr, {own, child.descriptor | 1, somewhere, 1, 1, 1}, Error::unaligned);
    expect_refused(Service::count_to_map, {own, somewhere}, Error::not_a_child);
}

TEST_F(MemoryServices, DevicesCanBeHandedOnAndTakenBackButAreNeverZeroed) {
    const Child child = create_with_memory(10);
    make_enterable(child);
    const Word frame = frame_at(root(), device_address);
    memory::write({frame}, 0, 0x07410742);
    kernel.compare_everything();
    expect_value(Service::add_vaddr,
                 {device_address, child.descriptor, 0x00490000, 1, 1, PIP_EXECUTE_AS_HELD}, 1);
    enter(child);
    Arguments pages{take_page(), take_page(), take_page(), take_page(), 0x00490000, 0};
    expect_refused(Service::create_partition, pages, Error::not_memory);
    leave();
    expect_value(Service::delete_partition, {child.descriptor}, 1);
    EXPECT_EQ(memory::read({frame}, 0), 0x07410742u);
    EXPECT_EQ(kernel.state().kind(frame), Word{spec::kind::device});
}

// --- remove_vaddr -----------------------------------------------------------------------------------

TEST_F(MemoryServices, RemoveVAddrTakesThePageBack) {
    const Child child = create();
    const Word own = give(child, somewhere);
    expect_value(Service::remove_vaddr, {child.descriptor, somewhere}, 1);
    EXPECT_EQ(frame_at(child.frame, somewhere), 0u);
    expect_value(Service::mapped_in_child, {own}, 0);
    // and it can be given again
    expect_value(Service::add_vaddr, {own, child.descriptor, somewhere + page, 1, 1, 1}, 1);
}

TEST_F(MemoryServices, RemoveVAddrChecksItsArguments) {
    const Child child = create_with_memory(20);
    make_enterable(child);
    expect_child_checks(Service::remove_vaddr, {0, somewhere});
    enter(child);
    const Child grandchild = create();
    const Word handed_on = give(grandchild, somewhere);
    leave();
    expect_refused(Service::remove_vaddr, {child.descriptor, somewhere + 1}, Error::unaligned);
    expect_refused(Service::remove_vaddr, {child.descriptor, 0}, Error::reserved_address);
    expect_refused(Service::remove_vaddr, {child.descriptor, kernel_address}, Error::reserved_address);
    expect_refused(Service::remove_vaddr, {child.descriptor, far_address}, Error::child_not_mapped);
    expect_refused(Service::remove_vaddr, {child.descriptor, 0x00700000}, Error::child_not_mapped);
    expect_refused(Service::remove_vaddr, {child.descriptor, grandchild.descriptor},
                   Error::child_not_accessible);
    expect_refused(Service::remove_vaddr, {child.descriptor, handed_on}, Error::child_handed_on);
}

// --- mapped_in_child --------------------------------------------------------------------------------

TEST_F(MemoryServices, MappedInChildNamesTheChildOrNobody) {
    const Child first = create(), second = create();
    const Word to_first = give(first, somewhere), to_second = give(second, somewhere);
    expect_value(Service::mapped_in_child, {to_first}, first.descriptor);
    expect_value(Service::mapped_in_child, {to_second}, second.descriptor);
    expect_value(Service::mapped_in_child, {first.descriptor}, first.descriptor);
    expect_value(Service::mapped_in_child, {take_page()}, 0);
    expect_refused(Service::mapped_in_child, {to_first + 4}, Error::unaligned);
    expect_refused(Service::mapped_in_child, {0}, Error::reserved_address);
    expect_refused(Service::mapped_in_child, {kernel_address}, Error::reserved_address);
    expect_refused(Service::mapped_in_child, {somewhere}, Error::not_mapped);
    expect_refused(Service::mapped_in_child, {far_address}, Error::not_mapped);
}

// --- collect ----------------------------------------------------------------------------------------

TEST_F(MemoryServices, CollectGivesEmptyTablesBackAsZeros) {
    const Child child = create();
    const auto pages = list();
    for (Word i = 8; i < page_size; i += 4) write(root(), pages[0] + i, ~i);
    expect_value(Service::prepare, {child.descriptor, somewhere, pages[0]}, 1);
    const Word own = take_page();
    expect_value(Service::add_vaddr, {own, child.descriptor, somewhere + 7 * page, 1, 1, 1}, 1);
    expect_refused(Service::collect, {child.descriptor, somewhere}, Error::table_in_use, 1);
    expect_value(Service::remove_vaddr, {child.descriptor, somewhere + 7 * page}, 1);
    expect_value(Service::collect, {child.descriptor, somewhere + 9 * page}, 1);
    for (const Word given : pages) {
        EXPECT_TRUE(kernel.state().is_accessible(root(), given >> Architecture::page_bits));
        expect_value(Service::mapped_in_child, {given}, 0);
        for (Word i = 0; i < page_size; i += 4) ASSERT_EQ(read(root(), given + i), 0u);
    }
    expect_value(Service::count_to_map, {child.descriptor, somewhere}, 3);
    expect_refused(Service::collect, {child.descriptor, somewhere}, Error::no_table);
}

TEST_F(MemoryServices, CollectChecksItsArguments) {
    const Child child = create();
    expect_child_checks(Service::collect, {0, somewhere});
    expect_refused(Service::collect, {child.descriptor, somewhere + 8}, Error::unaligned);
    expect_refused(Service::collect, {child.descriptor, low_end - page}, Error::reserved_address);
    expect_refused(Service::collect, {child.descriptor, kernel_address}, Error::reserved_address);
    expect_refused(Service::collect, {child.descriptor, somewhere}, Error::no_table);
}

TEST_F(MemoryServices, AccessComesBackToAllAncestors) {
    const Child child = create_with_memory(20);
    make_enterable(child);
    enter(child);
    const Child grandchild = create();
    const auto pages = list();
    expect_value(Service::prepare, {grandchild.descriptor, somewhere, pages[0]}, 1);
    const auto& s = kernel.state();
    const Word in_root = s.origin(child.frame, pages[0] >> Architecture::page_bits);
    EXPECT_FALSE(s.is_accessible(root(), in_root));
    expect_value(Service::collect, {grandchild.descriptor, somewhere}, 1);
    EXPECT_TRUE(s.is_accessible(root(), in_root));
    EXPECT_TRUE(s.is_accessible(child.frame, pages[0] >> Architecture::page_bits));
}

// --- children that are being taken down, interrupt state, ports: the same check of the name ------------

TEST_F(MemoryServices, EveryServiceThatNamesAChildChecksTheName) {
    create();
    expect_child_checks(Service::get_int_state, {0}, 0, ~Word{0});
    expect_child_checks(Service::set_ports, {0, 0, 1, 2});
    // 0 is the parent, for yield alone.
    expect_refused(Service::yield, {0x123, 0, 0, 0, 0}, Error::unaligned, 4);
    expect_refused(Service::yield, {kernel_address, 0, 0, 0, 0}, Error::reserved_address, 4);
    expect_refused(Service::yield, {take_page(), 0, 0, 0, 0}, Error::not_a_child, 4);
    expect_refused(Service::yield, {dying_child().descriptor, 0, 0, 0, 0}, Error::child_dying, 4);
}

} // namespace pepin::test
