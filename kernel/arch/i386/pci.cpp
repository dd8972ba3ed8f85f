// PCI configuration space by the two ports of mechanism 1: CONFIG_ADDRESS (a dword at 0xCF8) names a register, its
// bytes stand at 0xCFC to 0xCFF. Source: PCI Local Bus Specification 3.0, section 3.2.2.3.2.
#include "core/events.hpp"
#include "devices.hpp"
#include "io.hpp"

namespace pepin {

namespace {

constexpr Word config_address = 0xCF8, config_data = 0xCFC, config_end = 0xD00;
constexpr Word enable = 1U << 31;
constexpr Word command_register = 0x04, header_register = 0x0C, bus_master = 1U << 2;

// The address of a function, as CONFIG_ADDRESS has it.
constexpr Word function_address(Word bus, Word device, Word function) { return enable | bus << 16 | device << 11 | function << 8; }

Word read_register(Word function, Word number) {
    out_long(config_address, function | number);
    return in_long(config_data);
}

bool is_present(Word function) { return (read_register(function, 0) & 0xFFFF) != 0xFFFF; }

bool has_several_functions(Word function) { return (read_register(function, header_register) & 0x800000) != 0; }

void stop_mastering(Word function) {
    if (!is_present(function)) return;
    const Word command = read_register(function, command_register);
    // 16 bits: in the other half a 1 that is written back clears an error.
    if ((command & bus_master) != 0) out_word(config_data, command & ~bus_master);
}

bool has_pci() {
    out_long(config_address, enable);
    return in_long(config_address) == enable;
}

// Whether a write of these bytes sets the bus master bit, when its first byte goes to this offset of the configuration space.
bool sets_bus_master(Word offset, Word width, Word value) {
    const Word index = command_register - offset;
    return index < width && (value >> 8 * index & bus_master) != 0;
}

} // namespace

// Every bus, whether a bridge leads to it or not: machines with several host bridges have buses that none does.
void stop_bus_masters() {
    constexpr Word buses = 256, devices = 32, functions = 8;
    if (!has_pci()) return;
    for (Word bus = 0; bus < buses; ++bus) {
        for (Word device = 0; device < devices; ++device) {
            const Word first = function_address(bus, device, 0);
            if (!is_present(first)) continue;
            const Word count = has_several_functions(first) ? functions : 1;
            for (Word function = 0; function < count; ++function) stop_mastering(function_address(bus, device, function));
        }
    }
    out_long(config_address, 0);
}

} // namespace pepin

using namespace pepin;

bool architecture_enables_bus_mastering(Word port, Word width, Word value) {
    if (turns_address_line_off(port, width, value)) return true;
    if (port + width <= config_data || port >= config_end) return false;
    // A write across both registers could change the address in its middle.
    if (port < config_data) return true;
    const Word address = in_long(config_address);
    if ((address & enable) == 0) return false;
    // The specification reads the low bits of CONFIG_ADDRESS as zeros. QEMU adds them to the offset.
    const Word lane = port - config_data;
    return sets_bus_master((address & 0xFC) + lane, width, value) || sets_bus_master((address & 0xFF) | lane, width, value);
}

Word architecture_port_read(Word port, Word width) {
    switch (width) {
    case 1: return in_byte(port);
    case 2: return in_word(port);
    default: return in_long(port);
    }
}

void architecture_port_write(Word port, Word width, Word value) {
    switch (width) {
    case 1: return out_byte(port, value);
    case 2: return out_word(port, value);
    default: return out_long(port, value);
    }
}
