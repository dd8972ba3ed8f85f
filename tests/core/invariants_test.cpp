// The check of the invariants finds what is wrong: each test damages memory in one place and expects to be
// told.
#include "core/fixture.hpp"

namespace pepin::test {

class Invariants : public CoreTest {
protected:
    Invariants() {
        child = create_with_memory(30);
        make_enterable(child);
        enter(child);
        grandchild = create_with_memory(2);
        memory_of_child = give(grandchild, 0x00410000);
        leave();
        other = create_with_memory(3);
        EXPECT_TRUE(violations().empty());
    }
    // Memory is damaged on purpose: nothing to compare with.
    void TearDown() override {}

    std::vector<std::string> violations() const {
        std::vector<std::string> names;
        std::vector<debug::DeepestMapping> deepest(kernel_state.frame_count);
        debug::check_memory(deepest.data(), [&](const debug::Violation& violation) {
            names.emplace_back(violation.invariant);
        });
        return names;
    }
    void expect_violation(const std::string& invariant) const {
        const auto found = violations();
        EXPECT_NE(std::find(found.begin(), found.end(), invariant), found.end())
            << invariant << ": not among " << found.size() << " violations";
    }

    // The entries of a partition's trees for an address.
    Word& mmu(Word p, Word address) {
        return entry(kernel.state().mmu_table(spec::leaf_level, p, table_of(address)), address);
    }
    Word& shadow1(Word p, Word address) {
        return entry(kernel.state().shadow1_table(spec::leaf_level, p, table_of(address)), address);
    }
    Word& shadow2(Word p, Word address) {
        return entry(kernel.state().shadow2_table(spec::leaf_level, p, table_of(address)), address);
    }
    // The entry that leads to a tree's leaf table.
    Word& above_leaf(Word root_table, const auto& tables, Word p, Word address) {
        constexpr Level above = leaf_level - 1;
        const Word page_number = address >> Architecture::page_bits;
        const Word table = above == 0
                               ? root_table
                               : tables[above == 0 ? 0 : above - 1](p, spec::prefix_of(page_number, above));
        return word(table, Page{page_number}.index(above));
    }
    Word& above_mmu_leaf(Word p, Word address) {
        const auto& s = kernel.state();
        return above_leaf(s.mmu(p), s.mmu_tables, p, address);
    }
    static Word& entry(Word table, Word address) {
        return word(table, address >> Architecture::page_bits & (leaf_entries - 1));
    }
    static Word table_of(Word address) { return address / (leaf_entries * page); }
    static Word& word(Word frame, Word index) { return physical_memory[frame].words[index]; }

    // User mode gets access by an entry.
    static void reach(Word& entry) { entry = Architecture::with_access(entry, true); }

    static constexpr Word somewhere = 0x00400000; // where child, grandchild and other all have memory
    Child child, grandchild, other;
    Word memory_of_child = 0; // the child's page that it handed on
};

// No damage: without this no check would hold once a partition has run.
TEST_F(Invariants, WhatTheProcessorNotesInPageTables) {
    mmu(child.frame, somewhere) |= Architecture::set_by_processor;
    for (const Word address : {child.descriptor, vidt_address}) {
        mmu(root(), address) |= Architecture::set_by_processor;
        above_mmu_leaf(root(), address) |= Architecture::set_by_processor;
    }
    if (Architecture::first_kernel_entry != Architecture::end_kernel_entry)
        word(kernel.state().mmu(child.frame), Architecture::first_kernel_entry) |=
            Architecture::set_by_processor;
    EXPECT_TRUE(violations().empty());
}

TEST_F(Invariants, AccessToConfiguration) {
    reach(mmu(root(), child.descriptor));
    expect_violation("nobody can reach configuration, everybody reaches his memory");
}

TEST_F(Invariants, AccessOfAnAncestorToConfiguration) {
    const Word in_root = kernel.state().origin(child.frame, grandchild.descriptor >> Architecture::page_bits)
                         << Architecture::page_bits;
    reach(mmu(root(), in_root));
    expect_violation("nobody can reach configuration, everybody reaches his memory");
}

TEST_F(Invariants, AccessThatDidNotComeBack) {
    Word& lost = mmu(child.frame, somewhere + 29 * page);
    lost = Architecture::with_access(lost, false);
    expect_violation("nobody can reach configuration, everybody reaches his memory");
}

TEST_F(Invariants, AFrameMappedTwiceInAPartition) {
    mmu(other.frame, somewhere + 9 * page) = mmu(other.frame, somewhere);
    expect_violation("a partition maps a frame once");
}

TEST_F(Invariants, AFrameOfTwoSiblings) {
    mmu(other.frame, somewhere) = mmu(child.frame, somewhere + 29 * page);
    expect_violation("of the partitions at a depth one maps a frame");
    expect_violation("the parent maps what its child maps");
}

TEST_F(Invariants, AFrameThatTheParentDoesNotMap) {
    const Word address = kernel.state().origin(other.frame, somewhere >> Architecture::page_bits)
                         << Architecture::page_bits;
    mmu(root(), address) = 0;
    expect_violation("the parent maps what its child maps");
}

TEST_F(Invariants, AMarkForgotten) {
    shadow1(child.frame, memory_of_child) = 0;
    expect_violation("a page is handed on where somebody below has it");
    expect_violation("the parent has handed on what its child maps");
}

TEST_F(Invariants, AMarkThatNamesNobody) {
    shadow1(child.frame, somewhere + 29 * page) = 0x00555002;
    expect_violation("pages are handed to partitions");
}

TEST_F(Invariants, AMarkThatMakesADescriptorOfMemory) {
    shadow1(child.frame, memory_of_child) |= 1;
    expect_violation("a mark is 0 or names a child, and says whether the page is its descriptor");
}

TEST_F(Invariants, AnOriginThatIsWrong) {
    shadow2(grandchild.frame, 0x00410000) += page;
    expect_violation("the parent maps what its child maps");
}

TEST_F(Invariants, MoreRightsThanTheParent) {
    Word& entry = mmu(child.frame, memory_of_child);
    entry = Architecture::leaf_entry(Architecture::frame_of(entry), {false, true}, false);
    expect_violation("a child writes only where its parent can");
}

TEST_F(Invariants, AFlagThatSurvivedInAnEntry) {
    mmu(child.frame, somewhere) |= 0x100; // global
    expect_violation("an entry has no other flags than its rights");
    mmu(child.frame, somewhere) &= ~Word{0x100};
    mmu(child.frame, 0x004F0000) = 0x200;
    expect_violation("an entry is present or 0");
}

TEST_F(Invariants, AReservedFrameMapped) {
    mmu(other.frame, somewhere) = Architecture::leaf_entry(3, {true, true}, false);
    expect_violation("reserved frames are not mapped");
}

TEST_F(Invariants, TheKernelReachable) {
    if (Architecture::first_kernel_entry == Architecture::end_kernel_entry)
        GTEST_SKIP() << "partitions' tables have no entries for it";
    word(kernel.state().mmu(child.frame), Architecture::first_kernel_entry) |= Architecture::user;
    expect_violation("every partition sees the kernel as root does");
    expect_violation("no partition can reach the kernel");
}

TEST_F(Invariants, ATableOfSomebodyElse) {
    above_mmu_leaf(other.frame, somewhere) = above_mmu_leaf(child.frame, somewhere);
    expect_violation("a partition's tables are its own");
    expect_violation("a table is in its owner's MMU tree");
}

TEST_F(Invariants, TreesOfDifferentShape) {
    const auto& s = kernel.state();
    above_leaf(s.shadow2(child.frame), s.shadow2_tables, child.frame, somewhere) = 0;
    expect_violation("shadow 2 has a table where the MMU tree has one");
}

TEST_F(Invariants, CountsThatAreWrong) {
    ++frame_table[kernel.state().mmu_table(spec::leaf_level, child.frame, table_of(somewhere))].used;
    expect_violation("an MMU table counts its entries");
    --frame_table[kernel.state().mmu(child.frame)].used;
    expect_violation("an MMU root counts its tables");
}

TEST_F(Invariants, ConfigurationWithoutAnOwner) {
    frame_table[kernel.state().private_frame(child.frame)].owner = Frame{5};
    expect_violation("configuration has a partition as owner");
    expect_violation("the frames of a partition's configuration are its own");
}

TEST_F(Invariants, ConfigurationWithoutAPlaceInTheParent) {
    frame_table[child.frame].page_in_parent = Page{0x123};
    expect_violation("the owner's parent maps configuration where the frame table says");
}

TEST_F(Invariants, ADepthThatIsWrong) {
    word(grandchild.frame, descriptor_depth) = 9;
    expect_violation("a child is one level below its parent");
}

TEST_F(Invariants, ADyingPartitionThatRuns) {
    word(root(), descriptor_dying) = 1;
    expect_violation("nobody runs below a dying partition");
}

TEST_F(Invariants, ADescriptorThatNamesAnotherTableOfItsVidt) {
    word(child.frame, descriptor_vidt_table) = kernel.state().mmu(child.frame);
    expect_violation("a descriptor names the table of its VIDT");
}

TEST_F(Invariants, ADescriptorWithSomethingElseInIt) {
    word(child.frame, 100) = 1;
    expect_violation("the rest of a descriptor is 0");
}

TEST_F(Invariants, InterruptsOffWithoutReason) {
    kernel_state.interrupts_on ^= 1;
    expect_violation("interrupts are off for root alone, and where it asked for it");
}

TEST_F(Invariants, NothingThatMemoryHoldsBreaksTheCheckItself) {
    for (Word f = 1; f < kernel.frame_count(); ++f)
        for (Word i = 0; i < words_per_frame; i += 7) word(f, i) = f * 0x9E3779B9 + i * 0x85EBCA6B;
    EXPECT_FALSE(violations().empty());
}

} // namespace pepin::test
