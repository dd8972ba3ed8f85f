// What root asks of the machine: waiting, lines, the timer.
#include "core/fixture.hpp"
#include "spec/state.hpp"

namespace pepin::test {

class Supervision : public CoreTest {
protected:
    Supervision() {
        child = create_with_memory(60);
        make_enterable(child);
    }
    Child child;
};

TEST_F(Supervision, RootWaitsWithItsInterruptsOn) {
    expect_value(Service::set_int_state, {0}, 0);
    EXPECT_EQ(kernel_state.interrupts_on, 0u);
    expect_value(Service::wait, {}, 1);
    EXPECT_EQ(kernel_state.interrupts_on, 1u);
    EXPECT_EQ(kernel.state().interrupt_state(root()), 1u);
    EXPECT_EQ(machine.request, Request{}) << "that the processor halts is the entry code's part";
}

TEST_F(Supervision, LinesAreMaskedAndNotAnyMore) {
    expect_value(Service::set_line, {3, 0}, 1);
    EXPECT_EQ(machine.request, (Request{spec::request::set_line, 3, 0}));
    expect_value(Service::set_line, {Architecture::interrupt_lines - 1, 7}, 1);
    EXPECT_EQ(machine.request, (Request{spec::request::set_line, Architecture::interrupt_lines - 1, 7}));
}

TEST_F(Supervision, LinesThatThereAreNotAreRefused) {
    for (const Word line : {Architecture::interrupt_lines, Word{32}, ~Word{0}}) {
        expect_refused(Service::set_line, {line, 1}, Error::bad_line, 0);
        EXPECT_EQ(machine.request, Request{});
    }
}

TEST_F(Supervision, TheTimerGetsBothWords) {
    expect_value(Service::set_timer, {~Word{0}, 5}, 1);
    EXPECT_EQ(machine.request, (Request{spec::request::set_timer, ~Word{0}, 5}));
    expect_value(Service::set_timer, {0, 0}, 1);
    EXPECT_EQ(machine.request, (Request{spec::request::set_timer, 0, 0}));
}

TEST_F(Supervision, NobodyElseMayAsk) {
    enter(child);
    const auto state = kernel.state().interrupt_state(child.frame);
    expect_refused(Service::wait, {}, Error::not_root, 0);
    EXPECT_EQ(kernel.state().interrupt_state(child.frame), state);
    expect_refused(Service::set_line, {0, 0}, Error::not_root, 0);
    expect_refused(Service::set_line, {Architecture::interrupt_lines, 0}, Error::not_root, 0);
    expect_refused(Service::set_timer, {1, 0}, Error::not_root, 0);
    EXPECT_EQ(machine.request, Request{});
}

} // namespace pepin::test
