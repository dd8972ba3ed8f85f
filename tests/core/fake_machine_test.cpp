// The machine notices what a core that asks for the wrong thing, or at the wrong time, would do to a real
// one.
#include "core/fake_machine.hpp"

#include <stdexcept>

#include "core/fixture.hpp"
#include "core/hooks.hpp"

namespace pepin::test {

class FakeMachineTest : public CoreTest {
protected:
    void TearDown() override {} // what these tests do is not the specification's
    [[nodiscard]] Word mmu() const { return kernel.state().mmu(root()); }
};

TEST_F(FakeMachineTest, PortsAreAccessedOnce) {
    static_cast<void>(architecture_port_read(0x3F8, 1));
    EXPECT_THROW(static_cast<void>(architecture_port_read(0x3F8, 1)), std::runtime_error);
    machine.forget_events();
    EXPECT_NO_THROW(static_cast<void>(architecture_port_read(0x3F8, 1)));
}

TEST_F(FakeMachineTest, WhatIsWrittenWasJudgedSo) {
    EXPECT_THROW(architecture_port_write(0x3F8, 1, 'x'), std::runtime_error) << "not judged at all";
    for (const PortAccess judged :
         {PortAccess{2, 0x3F8, 'x'}, PortAccess{1, 0x3F9, 'x'}, PortAccess{1, 0x3F8, 'y'}}) {
        machine.forget_events();
        static_cast<void>(architecture_denies_output(judged.port, judged.width, judged.output));
        EXPECT_THROW(architecture_port_write(0x3F8, 1, 'x'), std::runtime_error)
            << judged.width << ", " << judged.port << ", " << judged.output;
    }
    machine.forget_events();
    static_cast<void>(architecture_denies_output(0x3F8, 1, 'x'));
    EXPECT_NO_THROW(architecture_port_write(0x3F8, 1, 'x'));
    EXPECT_THROW(static_cast<void>(architecture_denies_output(0x3F8, 1, 'x')), std::runtime_error)
        << "judged once more";
}

TEST_F(FakeMachineTest, WhatIsDeniedIsNotWritten) {
    machine.output_denied = true;
    EXPECT_TRUE(architecture_denies_output(0x3F8, 1, 'x'));
    EXPECT_THROW(architecture_port_write(0x3F8, 1, 'x'), std::runtime_error);
}

TEST_F(FakeMachineTest, TheAddressSpaceIsOneAndSwitchedOnce) {
    EXPECT_THROW(architecture_activate(kernel.state().shadow1(root())), std::runtime_error)
        << "a frame that is no root table";
    EXPECT_NO_THROW(architecture_activate(mmu()));
    EXPECT_THROW(architecture_activate(mmu()), std::runtime_error) << "switched twice";
}

TEST_F(FakeMachineTest, AnEntryIsSeenWhenItsTranslationIsForgotten) {
    const Word page = take_page();
    architecture_forget_translation(page >> Architecture::page_bits);
    ASSERT_EQ(machine.forgotten.size(), 1U);
    EXPECT_EQ(machine.forgotten[0].page, page >> Architecture::page_bits);
    EXPECT_EQ(Architecture::frame_of(machine.forgotten[0].entry), frame_at(root(), page));
    architecture_forget_translation(0);
    EXPECT_EQ(machine.forgotten[1].entry, 0U) << "a page without tables has no entry";
}

} // namespace pepin::test
