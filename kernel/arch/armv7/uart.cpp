// The console: the second ("mini") UART, polled. Partitions print by a call, or by the device's page where they have it.
// Source: BCM2835 ARM Peripherals, chapter 2.
#include "console/console.hpp"
#include "core/events.hpp"
#include "core/tables.hpp"
#include "machine.hpp"

using namespace pepin;

namespace {

constexpr Word enables = 0x3F215004; // of the three auxiliary devices
constexpr Word data = 0x3F215040, interrupt_enable = 0x3F215044, fifo_control = 0x3F215048, line_control = 0x3F21504C;
constexpr Word modem_control = 0x3F215050, line_status = 0x3F215054, control = 0x3F215060, baud = 0x3F215068;
constexpr Word function_select_1 = 0x3F200004, pull_up_down = 0x3F200094, pull_clock_0 = 0x3F200098; // GPIO

// A character takes 87 microseconds, a look at the device's register more than 50 nanoseconds. A line that takes none in 125 microseconds
// is not there: the character is lost. Interrupts are off meanwhile, so it must be no longer than the kernel's longest stretch may be.
constexpr Word patience = 2'500, instructions_of_a_look = 7, longest_stretch = 20'000; // docs/performance.md
static_assert(patience * instructions_of_a_look < longest_stretch);

void connect_pins() {
    constexpr Word pins_14_and_15 = 0x3F000, alternate_function_5 = 0x12000;
    register_at(function_select_1) = (register_at(function_select_1) & ~pins_14_and_15) | alternate_function_5;
    const auto wait = [] { for (Word i = 0; i < 150; ++i) asm volatile("nop"); };
    register_at(pull_up_down) = 0;
    wait();
    register_at(pull_clock_0) = 1U << 14 | 1U << 15;
    wait();
    register_at(pull_clock_0) = 0;
}

} // namespace

void pepin::console_initialise() {
    constexpr Word divisor = 270; // 250 MHz / 8 / 115,200 - 1, as far as the firmware leaves the core's clock alone (core_freq=250)
    register_at(enables) = register_at(enables) | 1;
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
    for (Word tries = 0; tries < patience && (register_at(line_status) & transmitter_ready) == 0; ++tries) {}
    register_at(data) = static_cast<unsigned char>(character);
}

// Pip's putchar. Everybody may use it, until root hands the device on: from then on its registers are that child's, and root's, alone.
extern "C" std::uint64_t call_put_character(Word character) {
    const Mapping registers{Partition{kernel_state.root}, UserAddress{data}.page()};
    if (!current_partition().is_root() && registers.mark().is_handed_on()) return PIP_ARMV7_UNKNOWN_CALL;
    architecture_console_put(static_cast<char>(character));
    return 0;
}
