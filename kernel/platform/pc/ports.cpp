// Ports are an allow list: what the kernel does not know to be harmless is closed to everybody, root
// included. Not in it are the interrupt controllers (0x20, 0xA0, 0x4D0), the ISA DMA controllers, EISA's and
// their page registers, the fast switch of address line 20 and resets (0x92, 0xEF), calls of the firmware
// (0xB2), and of emulators the configuration device, which copies to any physical address (0x510), memory
// modules (0xA18), what a patched system tells its interrupt controller (0x7E), the exit (0xF4) and the
// backdoor (0x5658).
#include "ports.hpp"

#include <array>

#include "a20.hpp"
#include "arch/x86/io.hpp"
#include "core/ports.hpp"
#include "pci.hpp"

namespace pepin {

namespace {

using PortBits = std::uint32_t;
constexpr Word bits_per_word = 8 * sizeof(PortBits);
std::array<PortBits, port_count / bits_per_word> open;

struct Ports {
    Word first, count;
};
constexpr Ports of_the_board[] = {
    {0x040, 4}, // 8254 timer
    {0x060, 2},
    {0x064, 1}, // keyboard; 0x61 is the speaker
    {0x070, 2}, // clock and its memory
    {0x0E9, 1},
    {0x402, 1},
    {0x8900, 1}, // consoles of QEMU and Bochs, and Bochs' switch
    {0x170, 8},
    {0x1F0, 8},
    {0x376, 1},
    {0x3F6, 1}, // IDE
    {0x278, 3},
    {0x378, 3}, // parallel ports
    {0x2E8, 8},
    {0x2F8, 8},
    {0x3E8, 8},
    {0x3F8, 8},    // serial lines
    {0x3B0, 0x30}, // VGA, and a parallel port
    {0x3F0, 6},
    {0x3F7, 1}, // floppy, whose DMA channel is masked
    // PCI configuration, of which little can be written (pci.cpp)
    {0xCF8, 8},
};

// 0 where no chipset that the kernel knows has it.
Word power_control = 0, power_off_type = 0;

// Source: ACPI specification 6.5, 4.8.3.2.1. To release the firmware's lock calls the firmware; other sleep
// types keep memory for whoever wakes the machine.
bool sleeps_otherwise(Word offset, Word byte) {
    constexpr Word harmless_low = 0x03, sleep_now = 0x20;
    if (offset == 0) return (byte & ~harmless_low) != 0;
    const Word type = byte >> 2 & 7;
    return (byte & ~(sleep_now | 7U << 2)) != 0 || (type != 0 && type != power_off_type);
}

// Bits 2 and 3 of the speaker's port let bus errors interrupt the processor, which nothing masks.
bool changes_error_checks(Word byte) {
    constexpr Word speaker = 0x61, checks = 0x0C;
    return ((byte ^ in_byte(speaker)) & checks) != 0;
}

// The clock's registers, and behind them the firmware's memory: what it boots from, how much memory there is,
// and whether a reset is one or goes on somewhere.
constexpr Word clock_register = 0x70, clock_data = 0x71, last_of_the_clock = 0x0D, without_nmi = 0x80;
Word named_clock_register = last_of_the_clock;

bool is_of_the_clock(Word number) { return (number & ~without_nmi) <= last_of_the_clock; }

bool is_byte_denied(Word port, Word byte) {
    constexpr Word speaker = 0x61;
    if (port == speaker) return changes_error_checks(byte);
    if (port == clock_data) return !is_of_the_clock(named_clock_register);
    return power_control != 0 && port - power_control < 2 && sleeps_otherwise(port - power_control, byte);
}

} // namespace

void open_ports(Word first, Word count) {
    for (Word port = first; port < first + count && port < port_count; ++port)
        open[port / bits_per_word] |= PortBits{1} << port % bits_per_word;
}

void open_ports_of_the_board() {
    for (const Ports& ports : of_the_board) open_ports(ports.first, ports.count);
    out_byte(clock_register, named_clock_register | without_nmi);
}

void open_power_control(Word port, Word off_type) {
    power_control = port;
    power_off_type = off_type;
    open_ports(port, 2);
}

bool is_port_closed(Word port) {
    return (open[port / bits_per_word] & PortBits{1} << port % bits_per_word) == 0;
}

} // namespace pepin

using namespace pepin;

bool architecture_closes_port(Word port) { return is_port_closed(port); }

// Most writes are of none of these.
bool architecture_denies_output(Word port, Word width, Word value) {
    constexpr Word first_of_board = 0x61, last_of_board = clock_data;
    const auto meets = [&](Word first, Word last) { return port <= last && port + width > first; };
    if (meets(first_of_board, last_of_board) || meets(power_control, power_control + 1)) [[unlikely]] {
        // boards differ in what they make of a number and its byte at once
        if (port == clock_register && width > 1) return true;
        for (Word i = 0; i < width; ++i)
            if (is_byte_denied(port + i, value >> 8 * i & 0xFF)) return true;
        return turns_a20_off(port, width, value);
    }
    return meets(config_address, config_data + 3) && breaks_configuration(port, width, value);
}

Word architecture_port_read(Word port, Word width) {
    switch (width) {
    case 1: return in_byte(port);
    case 2: return in_word(port);
    default: return in_long(port);
    }
}

// What registers name others by is remembered; they are written whole, or not at all.
void architecture_port_write(Word port, Word width, Word value) {
    switch (width) {
    case 1:
        if (port == clock_register) [[unlikely]]
            named_clock_register = value & 0xFF;
        return out_byte(port, value);
    case 2: return out_word(port, value);
    default:
        if (port == config_address) [[unlikely]]
            note_configuration_address(static_cast<std::uint32_t>(value));
        return out_long(port, value);
    }
}
