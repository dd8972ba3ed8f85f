#include "accesses.hpp"

namespace adversary {

namespace {

constexpr Word config_address = 0xcf8, config_data = 0xcfc, enable = 0x80000000;
constexpr Word command_register = 4, first_window = 0x10, rom_register = 0x30;
constexpr Word bus_master = 1 << 2, interrupt_disabled = 1 << 10;
constexpr Word console = PIP_LIMITS_CONSOLE_FIRST;

pip_result_t input(Word width, Word port) {
    return width == 1 ? Pip_Inb_Result(port) : width == 2 ? Pip_Inw_Result(port) : Pip_Inl_Result(port);
}
pip_result_t output(Word width, Word port, Word value) {
    return width == 1   ? Pip_Outb_Result(port, value)
           : width == 2 ? Pip_Outw_Result(port, value)
                        : Pip_Outl_Result(port, value);
}

Word read_register(Word function, Word number) {
    Pip_Outl_Result(config_address, function | number);
    return Pip_Inl_Result(config_data).value;
}

constexpr Word base_register(Word index) { return index < 6 ? first_window + 4 * index : rom_register; }

struct Ports {
    Word first, count;
};

// The board's, of those that are open and of those that are not.
constexpr Ports open_ports[] = {
    {0x040, 4}, {0x060, 2},  {0x064, 1}, {0x070, 2},    // timer, keyboard, speaker, clock
    {0x170, 8}, {0x1f0, 8},  {0x376, 1}, {0x3f6, 1},    // IDE
    {0x3f0, 6}, {0x3f7, 1},  {0x278, 3}, {0x378, 3},    // floppy, parallel ports
    {0x2e8, 8}, {0x2f8, 8},  {0x3e8, 8}, {0x3b0, 0x30}, // serial lines, VGA
    {0x604, 2}, {0xb004, 2}, {0xcf8, 8}, {0x402, 1},    {0x8900, 1},
};
constexpr Ports closed_ports[] = {
    // ISA DMA, its pages, and EISA's
    {0x000, 0x10},
    {0x0c0, 0x20},
    {0x080, 0x10},
    {0x400, 0x0c},
    {0x480, 0x10},
    {0x4d4, 4},
    // interrupt controllers, address line 20, firmware
    {0x020, 2},
    {0x0a0, 2},
    {0x4d0, 2},
    {0x092, 1},
    {0x0b2, 2},
    {0x0ee, 2},
    {0x1ce, 4},
    {0x510, 12},
    {0xa18, 24},
    {0x5658, 4},
    {0x07e, 2}, // emulators'
    // ACPI, plugging of devices, processors and memory
    {0x600, 0x80},
    {0xb000, 0x40},
    {0x700, 0x40},
    {0xafe0, 0x20},
    {0xae00, 0x20},
    {0xcd8, 12},
};

// The control register of ACPI's power management, in QEMU's machines and Bochs': where its second byte has
// this bit the machine sleeps.
constexpr Word power_control[] = {0x604, 0xb004};
constexpr Word sleep_now = 0x20;

// The value without what ends the run: root may turn the machine off, and have the keyboard controller reset
// it.
Word without_end(Word port, Word width, Word value) {
    constexpr Word keyboard_command = 0x64, pulses = 0xf0, keyboard_test = 0xaa;
    for (Word i = 0; i < width; ++i) {
        const Word at = port + i, shift = 8 * i, byte = value >> shift & 0xff;
        Word harmless = byte;
        if (at == keyboard_command && byte >= pulses) harmless = keyboard_test;
        for (const Word control : power_control)
            if (at == control + 1) harmless = byte & ~sleep_now;
        if (at == console) harmless = '.'; // of what is printed
        value = (value & ~(0xffU << shift)) | harmless << shift;
    }
    return value;
}

} // namespace

Meddler::Meddler(std::uint32_t seed) : random_{seed} {
    for (Word device = 0; device < 256 * 32; ++device) {
        if (read_register(enable | device << 11, 0) == 0xffffffff) continue;
        for (Word number = 0; number < 8 && function_count_ < most_functions; ++number) {
            const Word function = enable | device << 11 | number << 8;
            if (read_register(function, 0) == 0xffffffff) continue;
            Function& noted = functions_[function_count_++];
            noted = {function, read_register(function, command_register) & 0xffff, {}};
            for (Word i = 0; i < bases; ++i) {
                const Word base = noted.base[i] = read_register(function, base_register(i)),
                           first = base & 0xfffc, aligned = first & -first;
                if (base_register(i) != rom_register && (base & 1) != 0 && first != 0 &&
                    window_count_ < most_windows)
                    windows_[window_count_++] = {first, aligned < 256 ? aligned : 256};
            }
        }
    }
}

// Marsaglia's xorshift; never 0.
Word Meddler::any() {
    random_ ^= random_ << 13;
    random_ ^= random_ >> 17;
    random_ ^= random_ << 5;
    return random_;
}

Word Meddler::value(Word before) {
    switch (below(10)) {
    case 0: return 0;
    case 1: return 0xffffffff;
    case 2: return 1U << below(32);
    case 3: return ~(1U << below(32));
    case 4: return before ^ 1U << below(32);
    case 5: return below(256) * 0x01010101;
    case 6:
    case 7: return any() & 0x00fffffc; // a place in memory
    default: return any();
    }
}

Word Meddler::port() {
    const Word kind = below(16);
    Word chosen = any();
    const auto one_of = [&](const auto& ranges) {
        const Ports& range = ranges[below(sizeof ranges / sizeof ranges[0])];
        chosen = range.first + below(range.count);
    };
    if (kind < 6)
        one_of(open_ports);
    else if (kind < 7)
        one_of(closed_ports);
    else if (kind < 14 && window_count_ != 0) {
        const Window& window = windows_[below(window_count_)];
        chosen = window.first + below(window.size);
    } else if (kind == 14 && below(8) == 0)
        chosen = console + below(8);
    return (chosen - (below(16) == 0 ? below(4) : 0)) & (below(256) == 0 ? 0xffffffff : 0xffff);
}

void Meddler::note(const pip_result_t& result) {
    if (result.error != PIP_ERROR_NONE) ++counts_.refused;
}

void Meddler::read(Word port, Word width) {
    const auto result = input(width, port);
    last_read_ = result.value;
    ++counts_.reads;
    note(result);
}

void Meddler::write(Word port, Word width, Word value) {
    ++counts_.writes;
    note(output(width, port, without_end(port, width, value)));
}

void Meddler::access(Word port) {
    const Word width = 1U << (below(2) != 0 ? 0 : below(3));
    switch (below(8)) {
    case 0:
    case 1:
    case 2: return read(port, width);
    case 3: // as drivers do it
        read(port, width);
        return write(port, width, value(last_read_));
    case 4:
        if (below(8) == 0 && port - console >= 8 && console - port >= 4) {
            ++counts_.writes;
            return note(Pip_Outaddrl_Result(port, (any() & 1) != 0 ? PIP_ROOT_IMAGE : PIP_VIDT_ADDRESS));
        }
        [[fallthrough]];
    default: return write(port, width, value(last_read_));
    }
}

// A register of a function, which need not be there, and its data by any bytes of the port.
void Meddler::configure() {
    Word address = below(8) != 0 && function_count_ != 0 ? functions_[below(function_count_)].address
                                                         : enable | (any() & 0xffff00);
    switch (below(4)) {
    case 0: address |= command_register; break;
    case 1: address |= first_window + 4 * below(12); break;
    default: address |= below(64) * 4;
    }
    if (below(16) == 0) address ^= 1U << below(32);
    write(config_address, 4, address);
    for (Word left = 1 + below(3); left != 0; --left) {
        ++counts_.configuration;
        access(config_data + below(4));
    }
}

void Meddler::meddle() {
    if (below(3) == 0) return configure();
    // A device wants several of its registers to be set before it does anything.
    const Word first = port();
    access(first);
    for (Word left = below(4); left != 0; --left) access((first & ~7U) + below(8));
}

void Meddler::check() const {
    for (Word i = 0; i < function_count_; ++i) {
        const Function& noted = functions_[i];
        expect("a function's right to master the bus",
               read_register(noted.address, command_register) & bus_master, noted.command & bus_master);
        for (Word base = 0; base < bases; ++base)
            expect("where a function's window is", read_register(noted.address, base_register(base)),
                   noted.base[base]);
    }
}

void Meddler::settle() {
    for (Word i = 0; i < function_count_; ++i) {
        Pip_Outl_Result(config_address, functions_[i].address | command_register);
        Pip_Outw_Result(config_data, functions_[i].command | interrupt_disabled);
    }
    constexpr Word timer_command = 0x43, timer_channel_0 = 0x40, one_shot = 0x30;
    Pip_Outb_Result(timer_command, one_shot);
    Pip_Outb_Result(timer_channel_0, 0xff);
    Pip_Outb_Result(timer_channel_0, 0xff);
    constexpr Word interrupt_enable = 1, fifo_control = 2, line_control = 3, modem_control = 4, latch = 0x80,
                   eight_bits = 3;
    Pip_Outb_Result(console + line_control, latch | eight_bits);
    Pip_Outb_Result(console, 1);
    Pip_Outb_Result(console + interrupt_enable, 0);
    Pip_Outb_Result(console + line_control, eight_bits);
    Pip_Outb_Result(console + interrupt_enable, 0);
    Pip_Outb_Result(console + fifo_control, 0xc7);
    Pip_Outb_Result(console + modem_control, 0x0b);
}

} // namespace adversary
