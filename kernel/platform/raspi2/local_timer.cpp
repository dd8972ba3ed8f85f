#include "local_timer.hpp"

#include "boot/clock.hpp"

namespace pepin {

namespace {

constexpr Word routing = 0x40000024, control = 0x40000034, core_timer_control = 0x40000040;
constexpr Word enable_interrupt = 1U << 29, enable_timer = 1U << 28;

bool is_one_shot = false, is_masked = false;

// As these say.
void set_interrupts() {
    const Word reload = PIP_ARMV7_CLOCK_FREQUENCY / PIP_ARMV7_TIMER_FREQUENCY;
    register_at(control) = is_one_shot ? 0 : reload | enable_timer | (is_masked ? 0 : enable_interrupt);
    register_at(core_timer_control) = is_one_shot && !is_masked ? virtual_timer_source : 0;
}

} // namespace

void start_local_timer() {
    register_at(routing) = 0; // to core 0
    constexpr Word clear_and_reload = 3U << 30;
    set_interrupts();
    register_at(local_timer_clear) = clear_and_reload;
}

void set_timer_line(bool enabled) {
    if (is_masked != enabled) return; // to write the register begins the period anew
    is_masked = !enabled;
    set_interrupts();
}

std::uint64_t clock_frequency() {
    Word frequency;
    asm volatile("mrc p15, 0, %0, c14, c0, 0" : "=r"(frequency)); // CNTFRQ, as the firmware has left it
    return frequency;
}

} // namespace pepin

using namespace pepin;

void architecture_set_timer(Word time, Word time_high) {
    stop_virtual_timer();
    if (!is_one_shot) {
        is_one_shot = true;
        set_interrupts();
        acknowledge_local_timer();
    }
    if ((time | time_high) == 0) return;
    asm volatile("mcrr p15, 3, %0, %1, c14" : : "r"(time), "r"(time_high)); // CNTV_CVAL
    asm volatile("mcr p15, 0, %0, c14, c3, 1\n\tisb" : : "r"(1));           // CNTV_CTL: enabled
}
