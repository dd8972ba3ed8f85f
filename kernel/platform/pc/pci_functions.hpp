// PCI's functions and their configuration registers, as the kernel reads and writes them.
// Source: PCI Local Bus Specification 3.0, sections 3.2.2.3.2, 6.1 and 6.2.
#pragma once

#include "arch/x86/io.hpp"
#include "pci.hpp"

namespace pepin {

inline constexpr Word configuration_enable = 1U << 31;
inline constexpr Word buses = 256, devices_of_bus = 32, functions_of_device = 8;

inline constexpr Word command_register = 0x04, class_register = 0x08, header_register = 0x0C,
                      interrupt_line_register = 0x3C;
inline constexpr Word decodes_ports = 1U << 0, decodes_memory = 1U << 1, bus_master = 1U << 2,
                      interrupt_disabled = 1U << 10;

// The address of a function, as CONFIG_ADDRESS has it.
constexpr Word function_address(Word bus, Word device, Word function) {
    return configuration_enable | bus << 16 | device << 11 | function << 8;
}
constexpr Word function_of(Word address) { return address & ~Word{0xFF}; }
constexpr Word bus_of(Word function) { return function >> 16 & 0xFF; }

inline Word read_register(Word function, Word number) {
    out_long(config_address, function | number);
    return in_long(config_data);
}
inline void write_register(Word function, Word number, Word value) {
    out_long(config_address, function | number);
    out_long(config_data, value);
}
inline Word read_command(Word function) { return read_register(function, command_register) & 0xFFFF; }
// 16 bits: in the other half a 1 that is written back clears an error.
inline void write_command(Word function, Word command) {
    out_long(config_address, function | command_register);
    out_word(config_data, command);
}

// How a function's registers from 0x10 on are laid out.
enum class Header : Word { of_a_device = 0, of_a_bridge = 1 };
inline Header header_of(Word function) {
    return static_cast<Header>(read_register(function, header_register) >> 16 & 0x7F);
}

// Class, subclass and programming interface.
inline Word class_of(Word function) { return read_register(function, class_register) >> 8; }
// The board's own: bridges of any kind, to buses, processor and ISA, and the management bus (SMBus), by which
// memory modules' descriptions, clocks and voltages can be written. Nothing of it is anybody's.
inline bool is_of_the_board(Word function) {
    constexpr Word bridges = 0x06, management_bus = 0x0C05;
    const Word what = class_of(function) >> 8;
    return header_of(function) != Header::of_a_device || what >> 8 == bridges || what == management_bus;
}

} // namespace pepin
