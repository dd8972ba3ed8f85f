#include "timer.hpp"

#include "child.hpp"

namespace adversary {

namespace {

constexpr Word command = 0x43, channel_0 = 0x40;

} // namespace

void allow_timer(Word descriptor) {
    expect("ports for a child", Pip_Set_Ports_Result(descriptor, 7, channel_0, command), Error::none, 1);
}

void arm_timer() {
    constexpr Word one_shot = 0x30; // low byte, then high byte, mode 0
    constexpr Word ticks = 2400;    // of 1,193,182 per second
    Pip_Outb_Result(command, one_shot);
    Pip_Outb_Result(channel_0, ticks & 0xff);
    Pip_Outb_Result(channel_0, ticks >> 8);
}

bool timer_is_awaited() { return true; }

bool timer_reaches_root() {
    constexpr Word lines = 16;
    Word entries[lines];
    for (Word line = 0; line < lines; ++line) entries[line] = PIP_VIDT_FIRST_INTERRUPT + line;
    const auto wait = [](Word) {
        Pip_Set_Int_State_Result(1);
        for (volatile Word left = 3'000'000; left != 0;) left = left - 1;
        Pip_Set_Int_State_Result(0);
    };
    bool reached = false;
    pip_event_t event{};
    arm_timer();
    // Until nothing comes any more, so that no interrupt of before is left over.
    while (caught(wait, 0, entries, event))
        if (event.cause == PIP_EVENT_CAUSE_INTERRUPT && event.vector == PIP_VIDT_FIRST_INTERRUPT)
            reached = true;
    return reached;
}

} // namespace adversary
