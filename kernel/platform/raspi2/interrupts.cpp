#include "interrupts.hpp"

#include <array>

#include "local_timer.hpp"
#include "mmio.hpp"

namespace pepin {

namespace {

constexpr Word peripheral_routing = 0x4000000C;
// of core 0
constexpr Word core_timer_control = 0x40000040, core_mailbox_control = 0x40000050, core_source = 0x40000060;
constexpr Word performance_routing_clear = 0x40000014;

constexpr Word pending_1 = 0x3F00B204, fast_control = 0x3F00B20C, enable_1 = 0x3F00B210,
               disable_1 = 0x3F00B21C, disable_basic = 0x3F00B224;
// Lines of the devices that root has: system timer (1, 3), auxiliary devices (29); PWM (45), GPIO (49 to 52),
// I2C (53), SPI (54), I2S (55), first UART (57).
constexpr std::array<Word, 2> lines_of_partitions{
    1U << 1 | 1U << 3 | 1U << 29, 1U << 13 | 0xFU << 17 | 1U << 21 | 1U << 22 | 1U << 23 | 1U << 25};

} // namespace

bool peripherals_rest = false;

namespace {

bool peripherals_are_masked = false;

void turn_peripherals_off() {
    for (Word bank = 0; bank < lines_of_partitions.size(); ++bank)
        register_at(disable_1 + 4 * bank) = lines_of_partitions[bank];
}

} // namespace

void route_interrupts() {
    register_at(core_timer_control) = 0;
    register_at(core_mailbox_control) = 0;
    register_at(performance_routing_clear) = 0xFF;
    register_at(fast_control) = 0;
    register_at(disable_basic) = ~Word{0};
    for (Word bank = 0; bank < lines_of_partitions.size(); ++bank) {
        register_at(disable_1 + 4 * bank) = ~Word{0};
        register_at(enable_1 + 4 * bank) = lines_of_partitions[bank];
    }
    register_at(peripheral_routing) = 0; // to core 0
}

Word take_interrupt() {
    const Word source = register_at(core_source);
    if (source == 0) return none_pending;
    if ((source & virtual_timer_source) != 0) {
        stop_virtual_timer();
        return PIP_ARMV7_LOCAL_TIMER;
    }
    const Word line = 31 - static_cast<Word>(__builtin_clz(source));
    if (line == PIP_ARMV7_LOCAL_TIMER) acknowledge_local_timer();
    return line;
}

void turn_peripherals_on() {
    peripherals_rest = false;
    if (peripherals_are_masked) return;
    for (Word bank = 0; bank < lines_of_partitions.size(); ++bank)
        register_at(enable_1 + 4 * bank) = lines_of_partitions[bank];
}

void rest_peripherals() {
    peripherals_rest = true;
    for (Word bank = 0; bank < lines_of_partitions.size(); ++bank)
        register_at(disable_1 + 4 * bank) = register_at(pending_1 + 4 * bank);
}

void set_peripherals(bool enabled) {
    peripherals_are_masked = !enabled;
    if (enabled)
        turn_peripherals_on();
    else
        turn_peripherals_off();
}

} // namespace pepin

using namespace pepin;

// Of the other sources none is ever on.
void architecture_set_line(Word line, Word enabled) {
    if (line == PIP_ARMV7_PERIPHERALS) set_peripherals(enabled != 0);
    if (line == PIP_ARMV7_LOCAL_TIMER) set_timer_line(enabled != 0);
}
