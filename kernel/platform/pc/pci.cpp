// PCI configuration space by the two ports of mechanism 1: CONFIG_ADDRESS (a dword at 0xCF8) names a
// register, its bytes stand at 0xCFC to 0xCFF. Source: PCI Local Bus Specification 3.0,
// sections 3.2.2.3.2, 6.1 and 6.2.
//
// Everybody with these ports may read it. What is written could move a device's registers over the interrupt
// controllers', over memory or over another window, and without an IOMMU a bus master reads and writes all
// memory. So only a few registers can be written, of functions whose windows were judged at boot
// (pci_windows.cpp); nothing moves a window after that.
#include "pci.hpp"

#include "console/console.hpp"
#include "core/ports.hpp"
#include "pci_functions.hpp"
#include "pci_windows.hpp"
#include "ports.hpp"

namespace pepin {

namespace {

constexpr Word config_end = config_data + 4;
constexpr Word reserved_and_lanes = 0x7F000003;

constexpr Word display_class = 0x03;
// Its devices do not ask the bus-master bit before they read and write memory (virtio 0.9.5 and QEMU's
// implementation of 1.0).
constexpr Word virtio_vendor = 0x1AF4;

bool is_present(Word function) { return (read_register(function, 0) & 0xFFFF) != 0xFFFF; }
bool has_several_functions(Word function) {
    return (read_register(function, header_register) & 0x800000) != 0;
}
bool is_display(Word function) { return class_of(function) >> 16 == display_class; }
bool is_virtio(Word function) { return (read_register(function, 0) & 0xFFFF) == virtio_vendor; }

bool has_pci() {
    out_long(config_address, configuration_enable);
    return in_long(config_address) == configuration_enable;
}

// Functions that were judged at boot, with room for more than any of QEMU's machines has. What does not fit
// stays closed.
constexpr Word most_functions = 64;
Word open_functions[most_functions];
Word open_count = 0;

bool is_open(Word function) {
    for (Word i = 0; i < open_count; ++i)
        if (open_functions[i] == function) return true;
    return false;
}

// What firmware has left on: nothing masters the bus, and what cannot be trusted to ask for that decodes
// nothing.
void stop_mastering(Word function) { write_command(function, read_command(function) & ~bus_master); }

void judge(Word function) {
    const Word command = read_command(function);
    write_command(function, command & ~(decodes_ports | decodes_memory));
    if (is_virtio(function) && is_display(function))
        console::print("The display uses memory without asking for the bus, so it stays off: the console is "
                       "the serial line.\n");
    if (is_virtio(function) || open_count == most_functions || !open_windows(function, command)) return;
    open_functions[open_count++] = function;
    write_command(function, command);
}

// Where chipsets that the kernel knows have ACPI's registers. Sources: Intel 82371AB (PIIX4), 7.1 and 7.2;
// Intel I/O Controller Hub 9, 13.1.13, 13.1.14 and 13.8.3; emulators of the former turn off at other types
// than 0, too.
void find_power_control(Word function) {
    constexpr Word piix4 = 0x71138086, ich9 = 0x29188086;
    constexpr Word base_register = 0x40, control = 4;
    struct Chipset {
        Word id, enable_register, enabled, base_mask, size, off_type;
    };
    constexpr Chipset chipsets[] = {{piix4, 0x80, 1U << 0, 0xFFC0, 0x40, 5},
                                    {ich9, 0x44, 1U << 7, 0xFF80, 0x80, 7}};
    for (const Chipset& chipset : chipsets) {
        if (read_register(function, 0) != chipset.id ||
            (read_register(function, chipset.enable_register) & chipset.enabled) == 0)
            continue;
        const Word base = read_register(function, base_register) & chipset.base_mask;
        if (base < first_device_port || !note_window({base, base + chipset.size - 1, true})) continue;
        open_power_control(base + control, chipset.off_type);
    }
}

// Whether a byte of a function's configuration may be written: of the command register what turns windows and
// the interrupt on and off, and the interrupt line, which is a note for software.
bool is_harmless(Word function, Word offset, Word byte) {
    if (offset == interrupt_line_register) return true;
    if (offset != command_register && offset != command_register + 1) return false;
    const Word shift = 8 * (offset - command_register),
               changed = (byte << shift) ^ (read_register(function, command_register) & 0xFFU << shift);
    return (changed & ~(decodes_ports | decodes_memory | interrupt_disabled)) == 0;
}

// On all buses from the first on, whether a bridge leads there or not: machines with several host bridges
// have buses that none does.
template <class Action> void for_each_function(Word bus_count, Action action) {
    for (Word bus = 0; bus < bus_count; ++bus) {
        for (Word device = 0; device < devices_of_bus; ++device) {
            const Word first = function_address(bus, device, 0);
            if (!is_present(first)) continue;
            const Word count = has_several_functions(first) ? functions_of_device : 1;
            for (Word number = 0; number < count; ++number)
                if (const Word function = function_address(bus, device, number); is_present(function))
                    action(function);
        }
    }
}

// What was last written to CONFIG_ADDRESS, as whole dwords alone can be.
Word configuration_address = 0;

} // namespace

void judge_devices() {
    if (!has_pci()) return;
    Word bus_count = 0;
    for_each_function(buses, [&](Word function) {
        bus_count = bus_of(function) + 1;
        stop_mastering(function);
        find_power_control(function);
    });
    for_each_function(bus_count, [](Word function) {
        if (is_of_the_board(function)) write_command(function, judge_board(function, read_command(function)));
    });
    for_each_function(bus_count, [](Word function) {
        if (!is_of_the_board(function)) judge(function);
    });
    out_long(config_address, configuration_address);
}

void note_configuration_address(Word address) { configuration_address = address; }

bool breaks_configuration(Word port, Word width, Word value) {
    // Only whole addresses: bytes of that register are other registers (reset, mechanism 2), and a write
    // across its end could change the address in its middle.
    if (port == config_address && width == 4) return false;
    if (port < config_data || port + width > config_end) return true;
    const Word address = configuration_address;
    if ((address & configuration_enable) == 0) return false;
    bool harmless = (address & reserved_and_lanes) == 0 && is_open(function_of(address));
    for (Word i = 0; i < width && harmless; ++i)
        harmless = is_harmless(function_of(address), (address & 0xFF) + (port - config_data) + i,
                               value >> 8 * i & 0xFF);
    out_long(config_address, address);
    return !harmless;
}

} // namespace pepin
