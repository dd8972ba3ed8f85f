// PCI configuration space: what is written there may not let a device read or write memory, nor move its
// registers over somebody else's.
#include "child.hpp"
#include "x86/machine.hpp"

namespace adversary {

namespace {

constexpr Word config_address = 0xcf8, config_data = 0xcfc;
constexpr Word enable = 0x80000000;
constexpr Word command_register = 4, class_register = 8, header_register = 12, first_window = 0x10,
               last_window = 0x24, rom_register = 0x30, interrupt_line = 0x3c;
constexpr Word decoding = 3, bus_master = 4;
constexpr Word bridges = 6, management_bus = 0x0c05, virtio_vendor = 0x1af4;

Word read_register(Word function, Word number) {
    Pip_Outl_Result(config_address, function | number);
    return Pip_Inl_Result(config_data).value;
}
Word read_command(Word function) { return read_register(function, command_register) & 0xffff; }

bool is_bridge(Word function) {
    return read_register(function, class_register) >> 24 == bridges ||
           (read_register(function, header_register) & 0x7f0000) != 0;
}
bool is_virtio(Word function) { return (read_register(function, 0) & 0xffff) == virtio_vendor; }
bool is_management_bus(Word function) {
    return read_register(function, class_register) >> 16 == management_bus;
}
// Nothing of it can be written.
bool is_closed(Word function) {
    return is_bridge(function) || is_virtio(function) || is_management_bus(function);
}

void with_each_function(void (*attempt)(Word function)) {
    Word found = 0;
    const auto is_present = [](Word function) { return (read_register(function, 0) & 0xffff) != 0xffff; };
    for (Word device = 0; device < 256 * 32; ++device) {
        if (!is_present(enable | device << 11)) continue;
        for (Word number = 0; number < 8; ++number) {
            const Word function = enable | device << 11 | number << 8;
            if (!is_present(function)) continue;
            ++found;
            attempt(function);
        }
    }
    Pip_Outl_Result(config_address, 0);
    if (found == 0) expect("PCI devices", found, 1);
}

// Every write of the register's low byte, by width, misalignment and low bits of the address.
void let_master(Word function) {
    const Word command = read_command(function);
    if ((command & bus_master) != 0) {
        // In host and ISA bridges of that time the bit is wired; they master the bus for the processor and
        // for ISA's DMA only.
        return expect("the class of a device that masters the bus",
                      read_register(function, class_register) >> 24, bridges);
    }
    for (Word low = 0; low < 12; ++low)
        for (const Word width : {1u, 2u, 4u})
            for (Word port = config_data - 3; port < config_data + 4; ++port) {
                const bool touches_data = port + width > config_data;
                Pip_Outl_Result(config_address, function | low);
                // A bit for each byte that the write may bring to the register; others are left as they are,
                // as far as that is known.
                const auto result = output(width, port, 0x04040404);
                if (touches_data && port < config_data)
                    expect("a write across both registers", result, Error::configuration_denied, 0);
                if (low == command_register && port == config_data)
                    expect("a write of the register", result, Error::configuration_denied, 0);
                if ((read_command(function) & bus_master) != 0) {
                    printf("         %zu bytes at port 0x%zx, register %zu:\n", width, port, low);
                    expect("a device masters the bus", read_command(function), command);
                }
            }
    Pip_Outl_Result(config_address, function | command_register);
    expect("a physical address as the register",
           Pip_Outaddrl_Result(config_data, spare_page(512) | bus_master), Error::configuration_denied, 0);
    // The other bits are the driver's to set.
    Pip_Outl_Result(config_address, function | command_register);
    expect("the other bits", Pip_Outw_Result(config_data, command & ~bus_master),
           is_closed(function) ? Error::configuration_denied : Error::none, 0);
    expect("the register", read_command(function), command);
}

void bus_mastering() { with_each_function(let_master); }

// Every byte of the configuration, in every width: none can be changed but the interrupt line, and what turns
// windows and interrupt on and off.
void move_windows(Word function) {
    for (Word number = command_register; number < 0x100; number += 4) {
        const Word before = read_register(function, number);
        for (const Word width : {1u, 2u, 4u})
            for (Word lane = 0; lane + width <= 4; lane += width) {
                Pip_Outl_Result(config_address, function | number);
                const auto result = output(width, config_data + lane, ~(before >> 8 * lane));
                if (number == interrupt_line && lane == 0 && width == 1 && !is_closed(function)) {
                    expect("the interrupt line", result, Error::none, 0);
                    Pip_Outl_Result(config_address, function | number);
                    output(1, config_data, before);
                } else if (result.error != PIP_ERROR_CONFIGURATION_DENIED) {
                    printf("         function 0x%zx, register 0x%zx, byte %zu of %zu:\n", function, number,
                           lane, width);
                    expect("a write of the configuration", result, Error::configuration_denied, 0);
                }
            }
        if (number == interrupt_line)
            expect("the interrupt line, as it was", read_register(function, number), before);
        const bool is_window = (number >= first_window && number <= last_window) || number == rom_register;
        if (is_window) expect("where a window is", read_register(function, number), before);
    }
}

void configuration() { with_each_function(move_windows); }

// Bytes of the address register are other registers: reset, and mechanism 2.
void bytes_of_the_address() {
    Pip_Outl_Result(config_address, 0);
    for (const Word width : {1u, 2u, 4u})
        for (Word port = config_address - width + 1; port < config_data; ++port)
            if (port != config_address || width != 4)
                expect("a part of the address", output(width, port, 0),
                       port < config_address ? Error::port_denied : Error::configuration_denied, 0);
    expect("the address", Pip_Inl_Result(config_address).value, 0);
    // Registers beside those of a dword, and what is reserved.
    for (const Word address : {enable | command_register | 1, enable | command_register | 2,
                               enable | 1U << 24 | command_register, enable | 1U << 30 | command_register}) {
        Pip_Outl_Result(config_address, address);
        expect("a register by another address", Pip_Outb_Result(config_data, 0), Error::configuration_denied,
               0);
    }
    Pip_Outl_Result(config_address, 0);
}

// virtio's devices read and write memory whatever the bus-master bit says.
void decode_virtio(Word function) {
    if (!is_virtio(function)) return;
    expect("a virtio device decodes nothing", read_command(function) & decoding, 0);
    Pip_Outl_Result(config_address, function | command_register);
    expect("a virtio device is turned on", Pip_Outb_Result(config_data, decoding),
           Error::configuration_denied, 0);
    expect("a virtio device decodes nothing still", read_command(function) & decoding, 0);
}

void virtio() { with_each_function(decode_virtio); }

// The board's management bus leads to the memory modules' descriptions, which firmware believes, and to
// clocks and voltages: its ports are nobody's.
void use_management_bus(Word function) {
    if (!is_management_bus(function)) return;
    for (Word number = first_window; number <= last_window; number += 4) {
        const Word window = read_register(function, number), ports = window & 0xfffc;
        if ((window & 1) == 0 || ports == 0) continue;
        for (Word port = ports; port < ports + 32; ++port) {
            expect("the management bus is read", Pip_Inb_Result(port), Error::port_denied, 0);
            expect("the management bus is told", Pip_Outb_Result(port, 0), Error::port_denied, 0);
        }
    }
}

void management() { with_each_function(use_management_bus); }

constexpr Attempt attempts[] = {
    {7, "the bus master bit of every PCI device, by every write that reaches it", bus_mastering},
    {7, "every register of every PCI device, in every width", configuration},
    {7, "parts of PCI's address register, and addresses that mean two things", bytes_of_the_address},
    {7, "devices that do not ask for the bus", virtio},
    {0, "the board's management bus", management},
};

} // namespace

bool is_port_of_a_device(Word port) {
    constexpr Word most = 64, largest = 256;
    static Word first[most], count = 0;
    if (count == 0)
        with_each_function([](Word function) {
            for (Word number = first_window; number <= last_window; number += 4) {
                const Word window = read_register(function, number);
                if ((window & 1) != 0 && count < most) first[count++] = window & 0xfffc;
            }
        });
    for (Word i = 0; i < count; ++i) {
        const Word aligned = first[i] & -first[i], size = aligned < largest ? aligned : largest;
        if (port - first[i] < size) return true;
    }
    return false;
}

const std::span<const Attempt> pci_attempts{attempts};

} // namespace adversary
