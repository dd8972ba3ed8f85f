// A chain of partitions as deep as the tree may be.
#include "core/fixture.hpp"

namespace pepin::test {

class Depth : public CoreTest {
protected:
    // Each level needs five pages and three tables for its child, and hands the rest down.
    static constexpr Word pages_per_level = chain_pages, first_page = chain_region;
    Depth() : CoreTest(chain_frames) {}

    // Makes a chain of `levels` partitions below root; the deepest is entered.
    void go_down(Word levels) {
        kernel.compare = Compare::results; // everything is compared at the end
        for (Word level = 0; level < levels; ++level) {
            const Word memory = (levels - level) * pages_per_level;
            const Child child = create();
            give(child, vidt_address);
            for (Word i = 0; i < memory; ++i) {
                give(child, first_page + i * page);
                supply[child.frame].push_back(first_page + i * page);
            }
            const Word contexts = supply[child.frame].back();
            supply[child.frame].pop_back();
            for (const Word index : {0U, 1U, 8U, 14U, 48U, 49U}) {
                const Word context = contexts + Architecture::context_bytes * slot_of(index);
                set_entry(child.frame, index, context);
                write(child.frame, context + registers::valid, PIP_CONTEXT_STATE_PROGRAM);
            }
            expect_value(Service::yield, {child.descriptor, 0, 1, 0, 0}, 0);
            chain.push_back(child);
        }
        kernel.compare_everything();
        kernel.check_invariants();
    }
    std::vector<Child> chain;
};

TEST_F(Depth, SixtyFourLevelsAndNoMore) {
    go_down(PIP_LIMITS_DEPTH);
    EXPECT_EQ(kernel.state().depth(current()), Word{PIP_LIMITS_DEPTH});
    kernel.compare = Compare::changes;
    const Arguments pages{take_page(), take_page(), take_page(), take_page(), take_page(), 0};
    expect_refused(Service::create_partition, pages, Error::too_deep);
    expect_refused(Service::create_partition, {1, 2, 3, 4, 5, 0}, Error::too_deep); // the first check of all

    // The console is open all the way up, and closes where anybody closes it.
    expect_value(Service::out_byte, {0x3F8, 'x'}, 0);
    EXPECT_EQ(machine.port_access, (PortAccess{1, 0x3F8, 'x'}));
    expect_refused(Service::out_byte, {0x604, 0}, Error::port_denied);

    // A fault that nobody but root can take climbs all the way.
    for (Word i = 0; i + 1 < chain.size(); ++i) {
        set_vidt(chain[i].frame, 14, 0);
        set_vidt(chain[i].frame, 8, 0);
    }
    EXPECT_TRUE(kernel.fault(14, 7, 0x1234));
    EXPECT_EQ(current(), root());
    EXPECT_EQ(reg(registers::pc), image_address + 8);
}

TEST_F(Depth, TheWholeChainGoes) {
    go_down(PIP_LIMITS_DEPTH);
    kernel.compare = Compare::changes;
    EXPECT_TRUE(kernel.interrupt(1)); // to root
    ASSERT_EQ(current(), root());
    Word calls = 1;
    while (call(Service::delete_partition, {chain[0].descriptor}).error == Error::again)
        ASSERT_LT(++calls, 20000u);
    EXPECT_EQ(kernel.partitions().size(), 1u);
    EXPECT_GT(calls, 10u);
}

TEST_F(Depth, OneLevelAboveTheLimitAChildCanBeMade) {
    go_down(PIP_LIMITS_DEPTH - 1);
    kernel.compare = Compare::changes;
    const Child last = create();
    EXPECT_EQ(kernel.state().depth(last.frame), Word{PIP_LIMITS_DEPTH});
    expect_value(Service::delete_partition, {last.descriptor}, 1);
}

} // namespace pepin::test
