// PCI configuration space by the two ports of mechanism 1: CONFIG_ADDRESS (a dword at 0xCF8) names a register, its
// bytes stand at 0xCFC to 0xCFF. Source: PCI Local Bus Specification 3.0, sections 3.2.2.3.2, 6.1 and 6.2.
//
// Everybody with these ports may read it. What is written could move a device's registers over the interrupt controllers', over memory or over another
// window, and without an IOMMU a bus master reads and writes all memory. So only a few registers can be written, of functions whose windows were judged
// at boot; nothing moves a window after that.
#include "pci.hpp"

#include "console/console.hpp"
#include "core/ports.hpp"
#include "devices.hpp"
#include "io.hpp"
#include "ports.hpp"

namespace pepin {

namespace {

constexpr Word config_end = config_data + 4;
constexpr Word enable = 1U << 31, reserved_and_lanes = 0x7F000003;
constexpr Word buses = 256, devices_of_bus = 32, functions_of_device = 8;

constexpr Word command_register = 0x04, class_register = 0x08, header_register = 0x0C, first_window = 0x10, end_of_windows = 0x28, rom_register = 0x30,
               interrupt_line_register = 0x3C;
constexpr Word decodes_ports = 1U << 0, decodes_memory = 1U << 1, bus_master = 1U << 2, interrupt_disabled = 1U << 10;
constexpr Word display_class = 0x03, bridge_class = 0x06;
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
bool is_display(Word function) { return read_register(function, class_register) >> 24 == display_class; }
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

// Ports below this are the board's.
constexpr Word first_device_port = 0x100;

// Memory that no device may decode: VGA, whose text pages are root's, and where interrupt controllers are.
constexpr Window kept_memory[] = {{0x000A0000, 0x000FFFFF, false}, {0xFEC00000, 0xFECFFFFF, false}, {0xFEE00000, 0xFEEFFFFF, false}};

// ... and ports, beside those that are open already: edge and level control, the emulators' configuration device, memory modules and backdoor.
constexpr Window kept_ports[] = {{0x0400, 0x04FF, true}, {0x0510, 0x051B, true}, {0x0A18, 0x0A1B, true}, {0x5658, 0x565B, true}};

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
    if (window.last < window.first || (window.of_ports && (window.first < first_device_port || window.last >= port_count))) return true;
    if (!window.of_ports) {
        if (window.first < end_of_memory) return true;
        for (const Window& kept : kept_memory)
            if (window.meets(kept)) return true;
        return false;
    }
    for (const Window& kept : kept_ports)
        if (window.meets(kept)) return true;
    for (Word port = window.first; port <= window.last; ++port)
        if (!is_port_closed(port)) return true;
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
    const Word command = read_register(function, command_register) & 0xFFFF & ~bus_master;
    if (is_bridge(function)) return write_command(function, command);
    const Word closed = command & ~(decodes_ports | decodes_memory);
    write_command(function, closed);
    const Word before = window_count;
    if (is_virtio(function) && is_display(function))
        console::print("The display uses memory without asking for the bus, so it stays off: the console is the serial line.\n");
    if (is_virtio(function) || !has_good_windows(function, end_of_memory) || open_count == most_functions) return;
    open_functions[open_count++] = function;
    for (Word i = before; i < window_count; ++i)
        if (windows[i].of_ports) open_ports(windows[i].first, windows[i].last - windows[i].first + 1);
    write_command(function, command);
}

// Where chipsets that the kernel knows have ACPI's registers. Sources: Intel 82371AB (PIIX4), 7.1 and 7.2; Intel I/O Controller Hub 9, 13.1.13, 13.1.14 and
// 13.8.3; emulators of the former turn off at other types than 0, too.
void find_power_control(Word function) {
    constexpr Word piix4 = 0x71138086, ich9 = 0x29188086;
    constexpr Word base_register = 0x40, control = 4;
    struct Chipset {
        Word id, enable_register, enabled, base_mask, size, off_type;
    };
    constexpr Chipset chipsets[] = {{piix4, 0x80, 1U << 0, 0xFFC0, 0x40, 5}, {ich9, 0x44, 1U << 7, 0xFF80, 0x80, 7}};
    for (const Chipset& chipset : chipsets) {
        if (read_register(function, 0) != chipset.id || (read_register(function, chipset.enable_register) & chipset.enabled) == 0) continue;
        const Word base = read_register(function, base_register) & chipset.base_mask;
        if (base < first_device_port || window_count == most_windows) continue;
        windows[window_count++] = {base, base + chipset.size - 1, true};
        open_power_control(base + control, chipset.off_type);
    }
}

// Whether a byte of a function's configuration may be written: of the command register what turns windows and the interrupt on and off, and the
// interrupt line, which is a note for software.
bool is_harmless(Word function, Word offset, Word byte) {
    if (offset == interrupt_line_register) return true;
    if (offset != command_register && offset != command_register + 1) return false;
    const Word shift = 8 * (offset - command_register), changed = (byte << shift) ^ (read_register(function, command_register) & 0xFFU << shift);
    return (changed & ~(decodes_ports | decodes_memory | interrupt_disabled)) == 0;
}

// Every bus, whether a bridge leads to it or not: machines with several host bridges have buses that none does.
template <class Action> void for_each_function(Action action) {
    for (Word bus = 0; bus < buses; ++bus) {
        for (Word device = 0; device < devices_of_bus; ++device) {
            const Word first = function_address(bus, device, 0);
            if (!is_present(first)) continue;
            const Word count = has_several_functions(first) ? functions_of_device : 1;
            for (Word number = 0; number < count; ++number)
                if (const Word function = function_address(bus, device, number); is_present(function)) action(function);
        }
    }
}

// What was last written to CONFIG_ADDRESS, as whole dwords alone can be.
Word configuration_address = 0;

} // namespace

void judge_devices(Word end_of_memory) {
    if (!has_pci()) return;
    for_each_function(find_power_control);
    for_each_function([end_of_memory](Word function) { judge(function, end_of_memory); });
    out_long(config_address, configuration_address);
}

void note_configuration_address(Word width, Word value) {
    if (width == 4) configuration_address = value;
}

bool breaks_configuration(Word port, Word width, Word value) {
    // Only whole addresses: bytes of that register are other registers (reset, mechanism 2), and a write across its end could change the address in its middle.
    if (port == config_address && width == 4) return false;
    if (port < config_data || port + width > config_end) return true;
    const Word address = configuration_address;
    if ((address & enable) == 0) return false;
    bool harmless = (address & reserved_and_lanes) == 0 && is_open(function_of(address));
    for (Word i = 0; i < width && harmless; ++i) harmless = is_harmless(function_of(address), (address & 0xFF) + (port - config_data) + i, value >> 8 * i & 0xFF);
    out_long(config_address, address);
    return !harmless;
}

} // namespace pepin
