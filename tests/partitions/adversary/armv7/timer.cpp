#include "timer.hpp"

#include "child.hpp"

namespace adversary {

namespace {

bool awaited = false;

} // namespace

void allow_timer(Word) {}

void arm_timer() { awaited = true; }

bool timer_is_awaited() {
    const bool result = awaited;
    awaited = false;
    return result;
}

bool timer_reaches_root() {
    const auto wait = [](Word) {
        Pip_Set_Int_State_Result(1);
        for (volatile Word left = 3'000'000; left != 0;) left = left - 1;
        Pip_Set_Int_State_Result(0);
    };
    constexpr Word entries[] = {timer_entry};
    pip_event_t event{};
    return caught(wait, 0, entries, event) && event.cause == PIP_EVENT_CAUSE_INTERRUPT &&
           event.vector == timer_entry;
}

} // namespace adversary
