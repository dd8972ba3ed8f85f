// The local controller of the BCM2836, with the timer that belongs to it, and the controller of the peripherals behind it.
// Sources: QA7_rev3.4 (ARM Quad A7 core), chapters 4.4 to 4.11; BCM2835 ARM Peripherals, chapter 7.
#include "devices.hpp"

#include "machine.hpp"
#include "root_layout.hpp"

namespace pepin {

namespace {

constexpr Word peripheral_routing = 0x4000000C, local_timer_routing = 0x40000024, local_timer = 0x40000034, local_timer_clear = 0x40000038;
constexpr Word core_timer_control = 0x40000040, core_mailbox_control = 0x40000050, core_source = 0x40000060; // of core 0
constexpr Word performance_routing_clear = 0x40000014;

constexpr Word pending_1 = 0x3F00B204, fast_control = 0x3F00B20C, enable_1 = 0x3F00B210, disable_1 = 0x3F00B21C, disable_basic = 0x3F00B224;
// Lines of the devices that root has: system timer (1, 3), auxiliary devices (29); PWM (45), GPIO (49 to 52), I2C (53),
// SPI (54), I2S (55), first UART (57).
constexpr std::array<Word, 2> lines_of_partitions{1U << 1 | 1U << 3 | 1U << 29,
                                                  1U << 13 | 0xFU << 17 | 1U << 21 | 1U << 22 | 1U << 23 | 1U << 25};

// What the loader has left running could go on to write memory. Channels that the graphics processor's firmware keeps for itself are left to it, which has
// all memory anyhow. Source: BCM2835 ARM Peripherals, 4.2.1.2.
void stop_dma() {
    constexpr Word first_channel = 0x3F007000, next_channel = 0x100, channels = 15, of_the_processor = 0x7F35, reset = 1U << 31;
    for (Word channel = 0; channel < channels; ++channel)
        if ((of_the_processor & 1U << channel) != 0) register_at(first_channel + channel * next_channel) = reset;
}

// The USB controller reads and writes memory by itself, and a loader that starts from USB leaves it at work. What needs no answer goes first, no DMA, no
// interrupt, and no channel that has a packet to send or to receive; then the reset, for which the time is limited, since the controller may be without power.
// Source: Linux, drivers/usb/dwc2/hw.h and core.c (DesignWare USB 2.0 OTG).
void stop_usb() {
    constexpr Word controller = 0x3F980000, bus_configuration = controller + 0x008, reset = controller + 0x010, hardware = controller + 0x048,
                   first_channel = controller + 0x500, next_channel = 0x20;
    constexpr Word halt_channel = 3U << 30, core_reset = 1U << 0, bus_is_idle = 1U << 31;
    const auto wait = [] {
        constexpr Word longest = 200'000; // looks at the device, some milliseconds
        for (Word looks = 0; looks < longest && (register_at(reset) & (core_reset | bus_is_idle)) != bus_is_idle; ++looks) {}
    };
    register_at(bus_configuration) = 0;
    const Word channels = (register_at(hardware) >> 14 & 0xF) + 1;
    for (Word channel = 0; channel < channels; ++channel) register_at(first_channel + channel * next_channel) = halt_channel;
    wait();
    register_at(reset) = core_reset;
    wait();
}

} // namespace

bool peripherals_rest = false;

void devices_initialise() {
    stop_dma();
    stop_usb();
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
    register_at(local_timer_routing) = 0;
    constexpr Word enable_interrupt = 1U << 29, enable_timer = 1U << 28, clear_and_reload = 3U << 30;
    register_at(local_timer) = PIP_ARMV7_CLOCK_FREQUENCY / PIP_ARMV7_TIMER_FREQUENCY | enable_timer | enable_interrupt;
    register_at(local_timer_clear) = clear_and_reload;
}

Word take_interrupt() {
    const Word source = register_at(core_source);
    if (source == 0) return none_pending;
    const Word line = 31 - static_cast<Word>(__builtin_clz(source));
    if (line == PIP_ARMV7_LOCAL_TIMER) register_at(local_timer_clear) = 1U << 31;
    return line;
}

void turn_peripherals_on() {
    peripherals_rest = false;
    for (Word bank = 0; bank < lines_of_partitions.size(); ++bank) register_at(enable_1 + 4 * bank) = lines_of_partitions[bank];
}

void rest_peripherals() {
    peripherals_rest = true;
    for (Word bank = 0; bank < lines_of_partitions.size(); ++bank) register_at(disable_1 + 4 * bank) = register_at(pending_1 + 4 * bank);
}

} // namespace pepin
