// PCI configuration space by the two ports of mechanism 1: CONFIG_ADDRESS (a dword at 0xCF8) names a register, its
// bytes stand at 0xCFC to 0xCFF. Source: PCI Local Bus Specification 3.0, sections 3.2.2.3.2, 6.1 and 6.2.
//
// Everybody with these ports may read it. What is written could move a device's registers over the interrupt controllers', over memory or over another
// window, and without an IOMMU a bus master reads and writes all memory. So only a few registers can be written, of functions whose windows were judged
// at boot; nothing moves a window after that.
#include "pci.hpp"

#include "core/ports.hpp"
#include "devices.hpp"
#include "io.hpp"

namespace pepin {

namespace {

constexpr Word config_address = 0xCF8, config_data = 0xCFC, config_end = 0xD00;
constexpr Word enable = 1U << 31, reserved_and_lanes = 0x7F000003;
constexpr Word buses = 256, devices_of_bus = 32, functions_of_device = 8;

constexpr Word command_register = 0x04, class_register = 0x08, header_register = 0x0C, first_window = 0x10, end_of_windows = 0x28, rom_register = 0x30,
               interrupt_line_register = 0x3C;
constexpr Word decodes_ports = 1U << 0, decodes_memory = 1U << 1, bus_master = 1U << 2, interrupt_disabled = 1U << 10;
constexpr Word bridge_class = 0x06;
// Its devices do not ask the bus-master bit before they read and write memory (virtio 0.9.5 and QEMU's implementation of 1.0).
constexpr Word virtio_vendor = 0x1AF4;

// The address of a function, as CONFIG_ADDRESS has it.
constexpr Word function_address(Word bus, Word device, Word function) { return enable | bus << 16 | device << 11 | function << 8; }
constexpr Word function_of(Word address) { return address & ~Word{0xFF}; }

Word read_register(Word function, Word number) {
    out_long(config_address, function | number);
    return in_long(config_data);
}
void write_register(Word function, Word number, Word value) {
    out_long(config_address, function | number);
    out_long(config_data, value);
}
// 16 bits: in the other half a 1 that is written back clears an error.
void write_command(Word function, Word command) {
    out_long(config_address, function | command_register);
    out_word(config_data, command);
}

bool is_present(Word function) { return (read_register(function, 0) & 0xFFFF) != 0xFFFF; }
bool has_several_functions(Word function) { return (read_register(function, header_register) & 0x800000) != 0; }
// Of any kind: what has registers for buses or windows behind it, and the bridges to processor and ISA.
bool is_bridge(Word function) { return (read_register(function, header_register) & 0x7F0000) != 0 || read_register(function, class_register) >> 24 == bridge_class; }
bool is_virtio(Word function) { return (read_register(function, 0) & 0xFFFF) == virtio_vendor; }

bool has_pci() {
    out_long(config_address, enable);
    return in_long(config_address) == enable;
}

// --- windows ---

struct Window {
    Word first, last;
    bool of_ports;

    [[nodiscard]] constexpr bool meets(const Window& other) const { return of_ports == other.of_ports && first <= other.last && other.first <= last; }
};

// Memory that no device may decode: VGA, whose text pages are root's, and where interrupt controllers are.
constexpr Window kept_memory[] = {{0x000A0000, 0x000FFFFF, false}, {0xFEC00000, 0xFECFFFFF, false}, {0xFEE00000, 0xFEEFFFFF, false}};

// Functions that were judged at boot, with room for more than any of QEMU's machines has. What does not fit stays closed.
constexpr Word most_functions = 64, most_windows = 256;
Word open_functions[most_functions];
Word open_count = 0;
Window windows[most_windows];
Word window_count = 0;

bool is_open(Word function) {
    for (Word i = 0; i < open_count; ++i)
        if (open_functions[i] == function) return true;
    return false;
}

// What a base address register decodes: nothing where it is not there, or has not been given an address. Decoding has to be off.
struct Decoded {
    bool any = false, wide = false;
    Window window{};
};
Decoded decoded(Word function, Word number) {
    const Word value = read_register(function, number);
    const bool of_ports = number != rom_register && (value & 1) != 0;
    const Word flags = number == rom_register ? 0x7FF : of_ports ? 0x3 : 0xF;
    const bool wide = number != rom_register && !of_ports && (value & 0x6) == 0x4;
    write_register(function, number, ~Word{0});
    const Word fixed = ~(read_register(function, number) & ~flags);
    write_register(function, number, value);
    const Word first = value & ~flags, size = (of_ports ? fixed & 0xFFFF : fixed);
    const bool is_there = size != (of_ports ? 0xFFFFU : ~Word{0}) && first != 0 && !(wide && read_register(function, number + 4) != 0);
    return {is_there, wide, {first, first + size, of_ports}};
}

bool meets_kept(const Window& window, Word end_of_memory) {
    if (window.last < window.first || (window.of_ports && window.last >= port_count)) return true;
    if (!window.of_ports) {
        if (window.first < end_of_memory) return true;
        for (const Window& kept : kept_memory)
            if (window.meets(kept)) return true;
        return false;
    }
    const Partition root = current_partition();
    for (Word port = window.first; port <= window.last; ++port) {
        bool listed = false;
        for (Word slot = 0; slot < port_range_count; ++slot) listed = listed || port_range(root, slot).covers(port);
        if (!listed) return true;
    }
    return false;
}

// Whether all windows of a function are its own. They are noted, so that no other's meets them.
bool has_good_windows(Word function, Word end_of_memory) {
    const Word others = window_count;
    bool good = true;
    const auto note = [&](const Decoded& found) {
        if (!found.any) return;
        for (Word i = 0; i < others; ++i) good = good && !found.window.meets(windows[i]);
        good = good && !meets_kept(found.window, end_of_memory) && window_count < most_windows;
        if (window_count < most_windows) windows[window_count++] = found.window;
    };
    for (Word number = first_window; number < end_of_windows;) {
        const Decoded found = decoded(function, number);
        note(found);
        number += found.wide ? 8 : 4;
    }
    note(decoded(function, rom_register));
    return good;
}

// What firmware has left on: nothing masters the bus, and what cannot be trusted to ask for that decodes nothing.
void judge(Word function, Word end_of_memory) {
    if (!is_present(function)) return;
    const Word command = read_register(function, command_register) & 0xFFFF & ~bus_master;
    if (is_bridge(function)) return write_command(function, command);
    const Word closed = command & ~(decodes_ports | decodes_memory);
    write_command(function, closed);
    if (is_virtio(function) || !has_good_windows(function, end_of_memory) || open_count == most_functions) return;
    open_functions[open_count++] = function;
    write_command(function, command);
}

// Whether a byte of a function's configuration may be written: of the command register what turns windows and the interrupt on and off, and the
// interrupt line, which is a note for software.
bool is_harmless(Word function, Word offset, Word byte) {
    if (offset == interrupt_line_register) return true;
    if (offset != command_register && offset != command_register + 1) return false;
    const Word shift = 8 * (offset - command_register), changed = (byte << shift) ^ (read_register(function, command_register) & 0xFFU << shift);
    return (changed & ~(decodes_ports | decodes_memory | interrupt_disabled)) == 0;
}

} // namespace

// Every bus, whether a bridge leads to it or not: machines with several host bridges have buses that none does.
void judge_devices(Word end_of_memory) {
    if (!has_pci()) return;
    for (Word bus = 0; bus < buses; ++bus) {
        for (Word device = 0; device < devices_of_bus; ++device) {
            const Word first = function_address(bus, device, 0);
            if (!is_present(first)) continue;
            const Word count = has_several_functions(first) ? functions_of_device : 1;
            for (Word function = 0; function < count; ++function) judge(function_address(bus, device, function), end_of_memory);
        }
    }
    out_long(config_address, 0);
}

bool breaks_configuration(Word port, Word width, Word value) {
    if (port + width <= config_address || port >= config_end) return false;
    // Only whole addresses: bytes of that register are other registers (reset, mechanism 2), and a write across its end could change the address in its middle.
    if (port == config_address && width == 4) return false;
    if (port < config_data || port + width > config_end) return true;
    const Word address = in_long(config_address);
    if ((address & enable) == 0) return false;
    bool harmless = (address & reserved_and_lanes) == 0 && is_open(function_of(address));
    for (Word i = 0; i < width && harmless; ++i) harmless = is_harmless(function_of(address), (address & 0xFF) + (port - config_data) + i, value >> 8 * i & 0xFF);
    out_long(config_address, address);
    return !harmless;
}

} // namespace pepin

using namespace pepin;

bool architecture_enables_bus_mastering(Word port, Word width, Word value) { return turns_address_line_off(port, width, value) || breaks_configuration(port, width, value); }

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
