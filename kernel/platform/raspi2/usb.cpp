#include "usb.hpp"

#include "mmio.hpp"

void pepin::stop_usb() {
    constexpr Word controller = 0x3F980000, bus_configuration = controller + 0x008,
                   reset = controller + 0x010, hardware = controller + 0x048,
                   first_channel = controller + 0x500, next_channel = 0x20;
    constexpr Word halt_channel = 3U << 30, core_reset = 1U << 0, bus_is_idle = 1U << 31;
    const auto wait = [] {
        constexpr Word longest = 200'000; // looks at the device, some milliseconds
        for (Word looks = 0;
             looks < longest && (register_at(reset) & (core_reset | bus_is_idle)) != bus_is_idle; ++looks) {}
    };
    register_at(bus_configuration) = 0;
    const Word channels = (register_at(hardware) >> 14 & 0xF) + 1;
    for (Word channel = 0; channel < channels; ++channel)
        register_at(first_channel + channel * next_channel) = halt_channel;
    wait();
    register_at(reset) = core_reset;
    wait();
}
