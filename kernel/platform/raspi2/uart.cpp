// The console: the second ("mini") UART, polled. Partitions print by a call, or by the device's page where
// they have it. Source: BCM2835 ARM Peripherals, chapter 2.
#include "console/console.hpp"
#include "core/events.hpp"
#include "core/tables.hpp"
#include "mmio.hpp"

using namespace pepin;

namespace {

constexpr Word enables = 0x3F215004; // of the three auxiliary devices
constexpr Word data = 0x3F215040, interrupt_enable = 0x3F215044, fifo_control = 0x3F215048,
               line_control = 0x3F21504C;
constexpr Word modem_control = 0x3F215050, line_status = 0x3F215054, control = 0x3F215060, baud = 0x3F215068;
constexpr Word function_select_1 = 0x3F200004, pull_up_down = 0x3F200094, pull_clock_0 = 0x3F200098; // GPIO

// The device keeps eight characters, and each takes 87 microseconds. Interrupts are off while the kernel
// waits for one of them to leave, so the wait is no longer than what the kernel promises of all entries
// (docs/performance.md); where a read of the device takes 23 nanoseconds or more, that is longer than a
// character, and only a line that is stopped, or slower, loses one.
constexpr Word longest_stretch = 20'000, instructions_per_look = 5, patience = 3'800;
static_assert(patience * instructions_per_look < longest_stretch);

void connect_pins() {
    constexpr Word pins_14_and_15 = 0x3F000, alternate_function_5 = 0x12000;
    register_at(function_select_1) =
        (register_at(function_select_1) & ~pins_14_and_15) | alternate_function_5;
    const auto wait = [] {
        for (Word i = 0; i < 150; ++i) asm volatile("nop");
    };
    register_at(pull_up_down) = 0;
    wait();
    register_at(pull_clock_0) = 1U << 14 | 1U << 15;
    wait();
    register_at(pull_clock_0) = 0;
}

// What the device has not sent when it is set up again would be lost: before a dump, a partition's last
// words.
void let_it_finish() {
    constexpr Word idle = 0x40, characters = 8;
    for (Word looks = 0; looks < characters * patience; ++looks) {
        if ((register_at(line_status) & idle) != 0) return;
    }
}

} // namespace

void pepin::console_initialise() {
    // 250 MHz / 8 / 115,200 - 1, as far as the firmware leaves the core's clock alone (core_freq=250)
    constexpr Word divisor = 270;
    register_at(enables) = register_at(enables) | 1;
    let_it_finish();
    register_at(control) = 0;
    register_at(interrupt_enable) = 0;
    register_at(line_control) = 3; // 8 bits
    register_at(modem_control) = 0;
    register_at(fifo_control) = 0xC6; // emptied
    register_at(baud) = divisor;
    connect_pins();
    register_at(control) = 3; // receiver and transmitter on
}

void architecture_console_put(char character) {
    constexpr Word transmitter_ready = 0x20;
    for (Word looks = 0; looks < patience; ++looks) {
        if ((register_at(line_status) & transmitter_ready) == 0) continue;
        register_at(data) = static_cast<unsigned char>(character);
        return;
    }
}

// Pip's putchar. Everybody may use it, until root hands the device on: from then on its registers are that
// child's, and root's, alone.
extern "C" std::uint64_t call_put_character(Word character) {
    const Mapping registers{Partition{kernel_state.root}, UserAddress{data}.page()};
    if (!current_partition().is_root() && registers.mark().is_handed_on()) return PIP_ARMV7_UNKNOWN_CALL;
    architecture_console_put(static_cast<char>(character));
    return 0;
}
