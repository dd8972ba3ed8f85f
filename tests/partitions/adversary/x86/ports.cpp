// Ports: by instructions nobody has any; by services those of the list, in every width; and none of them
// turns a device, or the address lines, against the kernel.
#include <span>

#include "child.hpp"
#include "x86/machine.hpp"

namespace adversary {

namespace {

constexpr Word last_port = 0xffff;

struct Range {
    Word first, last;
};

// What root does not have (docs/abi.md).
constexpr Range kernel_ports[] = {{0x00, 0x3f},   {0x7e, 0xdf},   {0xee, 0xef},   {0xf4, 0xf7},
                                  {0x4d0, 0x4d1}, {0x510, 0x51b}, {0xa18, 0xa1b}, {0x5658, 0x565b}};

pip_result_t input(Word width, Word port) {
    return width == 1 ? Pip_Inb_Result(port) : width == 2 ? Pip_Inw_Result(port) : Pip_Inl_Result(port);
}

void expect_denied(Word width, Word port) {
    const auto in = input(width, port), out = output(width, port, 0xffffffff);
    if (in.error == PIP_ERROR_PORT_DENIED && in.value == 0 && out.error == PIP_ERROR_PORT_DENIED &&
        out.value == 0)
        return;
    printf("         %zu bytes at port 0x%zx:\n", width, port);
    expect("input", in, Error::port_denied, 0);
    expect("output", out, Error::port_denied, 0);
}

// All accesses that touch a port of the range, wide ones from below it too.
void expect_range_denied(Range range) {
    for (Word port = range.first; port <= range.last; ++port) expect_denied(1, port);
    for (const Word width : {2u, 4u})
        for (Word port = range.first < width - 1 ? 0 : range.first - (width - 1); port <= range.last; ++port)
            expect_denied(width, port);
}

void beyond_the_last_port() {
    constexpr Word beyond = Word{1} << 4 * sizeof(Word); // good ones if the upper half of the word were lost
    for (const Word port : {0xffffu, 0xfffeu, 0xfffdu}) {
        if (port + 2 > last_port + 1) expect_denied(2, port);
        expect_denied(4, port);
    }
    for (const Word port :
         {beyond, beyond + 0x3f8, ~Word{0}, ~Word{0} - 1, ~Word{0} / 2 + 1, ~Word{0} / 2 + 0x3f9})
        for (const Word width : {1u, 2u, 4u}) expect_denied(width, port);
}

void ports_of_the_kernel() {
    for (const Range range : kernel_ports) expect_range_denied(range);
    beyond_the_last_port();
    for (const Range range : kernel_ports) {
        expect("outaddrl", Pip_Outaddrl_Result(range.first, spare_page(512)), Error::port_denied, 0);
        expect("outaddrl", Pip_Outaddrl_Result(range.last, spare_page(512)), Error::port_denied, 0);
    }
}

// Ports that the kernel knows to be harmless, on a machine that has them all; beside these, those of PCI
// devices.
constexpr Range open_ports[] = {
    {0x40, 0x43},   {0x60, 0x61},   {0x64, 0x64},   {0x70, 0x71},   {0xe9, 0xe9},   {0x170, 0x177},
    {0x1f0, 0x1f7}, {0x278, 0x27a}, {0x2e8, 0x2ef}, {0x2f8, 0x2ff}, {0x376, 0x376}, {0x378, 0x37a},
    {0x3b0, 0x3df}, {0x3e8, 0x3ef}, {0x3f0, 0x3ff}, {0x402, 0x402}, {0xcf8, 0xcff}, {0x8900, 0x8900}};
constexpr Range power_control[] = {{0x604, 0x605}, {0xb004, 0xb005}}; // QEMU's and Bochs'

bool is_in(std::span<const Range> ranges, Word port) {
    for (const Range& range : ranges)
        if (range.first <= port && port <= range.last) return true;
    return false;
}

// Every port, by the byte: who is neither in the list nor a device's is denied.
void ports_that_nobody_has() {
    for (Word port = 0; port <= last_port; ++port)
        if (!is_in(open_ports, port) && !is_in(power_control, port) && !is_port_of_a_device(port))
            expect_denied(1, port);
}

// Of power management, to turn the machine off; not to sleep, from which it wakes in whatever the firmware
// finds, and not to call the firmware.
void sleeping() {
    constexpr Word sleep_now = 1 << 13, release_lock = 1 << 2;
    for (const Range& range : power_control) {
        if (Pip_Inw_Result(range.first).error != PIP_ERROR_NONE) continue;
        for (const Word type : {1u, 2u, 3u, 4u, 6u})
            expect("another type of sleep", Pip_Outw_Result(range.first, type << 10 | sleep_now),
                   Error::configuration_denied, 0);
        expect("its second byte alone", Pip_Outb_Result(range.last, (1 << 10 | sleep_now) >> 8),
               Error::configuration_denied, 0);
        expect("the firmware's lock", Pip_Outw_Result(range.first, release_lock), Error::configuration_denied,
               0);
        expect("the firmware's lock", Pip_Outb_Result(range.first, release_lock), Error::configuration_denied,
               0);
        expect("a port more", Pip_Outl_Result(range.first, 0), Error::port_denied, 0);
    }
}

// Behind the clock's registers is what the firmware keeps for itself, among it whether a reset is one, or
// goes on at an address that stands in memory.
void firmware_memory() {
    constexpr Word index = 0x70, data = 0x71, last_of_the_clock = 0x0d, alarm_seconds = 1, without_nmi = 0x80;
    const auto content = [](Word number) {
        Pip_Outb_Result(index, number | without_nmi);
        return Pip_Inb_Result(data).value;
    };
    for (Word number = last_of_the_clock + 1; number < 0x80; ++number) {
        const Word before = content(number);
        for (const Word other : {Word{0}, without_nmi}) {
            expect("the register's number", Pip_Outb_Result(index, number | other), Error::none, 0);
            expect("a byte of the firmware's", Pip_Outb_Result(data, ~before), Error::configuration_denied,
                   0);
            expect("its number with it", Pip_Outw_Result(index, number | other | (~before & 0xff) << 8),
                   Error::configuration_denied, 0);
        }
        // A number that is refused is not remembered in the place of the one before.
        expect("another number with a byte", Pip_Outw_Result(index, alarm_seconds | (~before & 0xff) << 8),
               Error::configuration_denied, 0);
        expect("two ports more", Pip_Outl_Result(index, alarm_seconds), Error::port_denied, 0);
        expect("a byte behind them", Pip_Outb_Result(data, ~before), Error::configuration_denied, 0);
        expect("what the firmware keeps", content(number), before);
    }
    const Word alarm = content(alarm_seconds);
    expect("the clock", Pip_Outb_Result(data, alarm ^ 1), Error::none, 0);
    expect("the clock's register", content(alarm_seconds), alarm ^ 1);
    expect("the clock", Pip_Outb_Result(data, alarm), Error::none, 0);
}

// Bus errors that interrupt the processor whatever it has masked.
void error_checks() {
    constexpr Word speaker = 0x61;
    const Word found = Pip_Inb_Result(speaker).value;
    for (const Word bits : {0x04u, 0x08u, 0x0cu})
        expect("checks by the speaker's port", Pip_Outb_Result(speaker, found ^ bits),
               Error::configuration_denied, 0);
    expect("the speaker", Pip_Outb_Result(speaker, found), Error::none, 0);
}

void ports_of_a_child() {
    Child child{attacker_memory()};
    const auto outcome = child.run([](Word) {
        for (Word port = 0; port < PIP_LIMITS_CONSOLE_FIRST - 3; ++port)
            for (const Word width : {1u, 2u, 4u}) expect_denied(width, port);
        // Around the console each byte counts.
        for (const Word width : {1u, 2u, 4u})
            for (Word port = PIP_LIMITS_CONSOLE_FIRST - 4; port < PIP_LIMITS_CONSOLE_LAST + 4; ++port) {
                const bool inside =
                    port >= PIP_LIMITS_CONSOLE_FIRST && port + width - 1 <= PIP_LIMITS_CONSOLE_LAST;
                if (!inside) expect_denied(width, port);
            }
        expect("the console's last byte", input(1, PIP_LIMITS_CONSOLE_LAST).error, PIP_ERROR_NONE);
        expect("the console's last two", input(2, PIP_LIMITS_CONSOLE_LAST - 1).error, PIP_ERROR_NONE);
        for (Word port = PIP_LIMITS_CONSOLE_LAST + 1; port < 0x1000; ++port)
            for (const Word width : {1u, 2u, 4u}) expect_denied(width, port);
        for (Word port = 0x1000; port <= last_port; port += 61) expect_denied(4, port);
        beyond_the_last_port();
        mailbox()[0] = all_as_expected() ? 1 : 2;
    });
    expect_finished("the child", outcome);
    expect("what the child found", child.mailbox()[0], 1);
    expect("bounds of a right", Pip_Set_Ports_Result(child.descriptor(), 8, 0, 1), Error::bad_slot, 0);
    expect("bounds of a right", Pip_Set_Ports_Result(child.descriptor(), ~Word{0}, 0, 1), Error::bad_slot, 0);
    expect("bounds of a right", Pip_Set_Ports_Result(child.descriptor(), 0, 0x10000, 0x10001),
           Error::bad_range, 0);
    expect("bounds of a right", Pip_Set_Ports_Result(child.descriptor(), 0, 0, ~Word{0}), Error::bad_range,
           0);
    expect("all ports", Pip_Set_Ports_Result(child.descriptor(), 0, 0, last_port), Error::port_denied, 0);
}

// A child passes on what it has not got; its parent takes away what it had.
void ports_of_a_grandchild() {
    Child child{attacker_memory(), 100};
    const auto body = [](Word console) {
        watch_all_entries();
        Pip_DeletePartition_Result(pool_address); // of the last round
        Child grandchild{pool_address};
        expect("set_ports", Pip_Set_Ports_Result(grandchild.descriptor(), 1, 0, last_port - 1), Error::none,
               1);
        expect_finished("the grandchild",
                        grandchild.run(
                            [](Word has_console) {
                                for (Word port = 0; port < 0x1000; ++port)
                                    if (port < PIP_LIMITS_CONSOLE_FIRST - 3 || port > PIP_LIMITS_CONSOLE_LAST)
                                        expect_denied(4, port);
                                mailbox()[1] =
                                    input(1, PIP_LIMITS_CONSOLE_FIRST + 5).error ==
                                            (has_console != 0 ? PIP_ERROR_NONE : PIP_ERROR_PORT_DENIED)
                                        ? 1
                                        : 2;
                                mailbox()[0] = all_as_expected() ? 1 : 2;
                            },
                            console));
        mailbox()[0] = grandchild.mailbox()[0];
        mailbox()[1] = grandchild.mailbox()[1];
    };
    for (const Word console : {1u, 0u}) {
        if (console == 0)
            expect("taking the console", Pip_Set_Ports_Result(child.descriptor(), 0, 1, 0), Error::none, 1);
        expect_finished("the child", child.run(body, console));
        expect("ports that the child has not got", child.mailbox()[0], 1);
        expect("the console", child.mailbox()[1], 1);
    }
}

// The console's ports do not tell where memory lies, and a child that passes on the right to know it, without
// having it, passes on nothing.
void physical_addresses() {
    Child child{attacker_memory(), 100};
    expect_finished("the child", child.run([](Word) {
        watch_all_entries();
        expect("outaddrl", Pip_Outaddrl_Result(PIP_LIMITS_CONSOLE_FIRST, mailbox_address), Error::port_denied,
               0);
        Child grandchild{pool_address};
        expect("set_ports",
               Pip_Set_Ports_Result(grandchild.descriptor(), 1, PIP_LIMITS_ADDRESS_RIGHT,
                                    PIP_LIMITS_ADDRESS_RIGHT),
               Error::none, 1);
        expect_finished("the grandchild", grandchild.run([](Word) {
            expect("outaddrl", Pip_Outaddrl_Result(PIP_LIMITS_CONSOLE_FIRST, mailbox_address),
                   Error::port_denied, 0);
            mailbox()[0] = all_as_expected() ? 1 : 2;
        }));
        expect("what the grandchild found", grandchild.mailbox()[0], 1);
        mailbox()[0] = all_as_expected() ? 1 : 2;
    }));
    expect("what the child found", child.mailbox()[0], 1);
}

// in and out themselves: the task state has no bitmap, and the privilege level for them is 0.
void port_instructions() {
    Child child{attacker_memory()};
    constexpr Body instructions[] = {
        [](Word port) { asm volatile("inb %%dx, %%al" ::"d"(port)
                                     : "eax"); },
        [](Word port) { asm volatile("inw %%dx, %%ax" ::"d"(port)
                                     : "eax"); },
        [](Word port) { asm volatile("inl %%dx, %%eax" ::"d"(port)
                                     : "eax"); },
        [](Word port) { asm volatile("outb %%al, %%dx" ::"d"(port), "a"(0)); },
        [](Word port) { asm volatile("outw %%ax, %%dx" ::"d"(port), "a"(0)); },
        [](Word port) { asm volatile("outl %%eax, %%dx" ::"d"(port), "a"(0)); },
    };
    const auto probe = [&](Word port) {
        for (const Body instruction : instructions)
            expect_fault("a port by an instruction", child.run(instruction, port & last_port),
                         general_protection);
    };
    for (Word port = 0; port < 0x100; ++port) probe(port);
    for (Word port = 0x100; port <= last_port; port <<= 1)
        for (const Word edge : {port - 1, port, port + 1}) probe(edge);
    for (const Word port : {0x3f8u, 0x3fdu, 0xcf8u, 0xcfcu, 0xfffcu, 0xfffdu, 0xfffeu, 0xffffu}) probe(port);
}

// Address line 20 by the keyboard controller: each MiB with an odd number would show the one below it, so the
// kernel's frames those of the first MiB, which are partitions'.
void address_line() {
    constexpr Word keyboard_command = 0x64;
    for (const Word command : {0xd1u, 0xddu, 0xf0u, 0xf1u, 0xf4u, 0xf5u, 0xf8u, 0xf9u, 0xfcu, 0xfdu}) {
        expect("a byte", Pip_Outb_Result(keyboard_command, command), Error::configuration_denied, 0);
        expect("a byte, with more behind it", Pip_Outb_Result(keyboard_command, command | 0x5a00),
               Error::configuration_denied, 0);
        // Beside the controller's two ports are others, or none.
        expect("two bytes", Pip_Outw_Result(keyboard_command, command), Error::port_denied, 0);
        expect("two bytes from below", Pip_Outw_Result(keyboard_command - 1, command << 8),
               Error::port_denied, 0);
        for (Word below = 0; below < 4; ++below)
            expect("four bytes", Pip_Outl_Result(keyboard_command - below, command << 8 * below),
                   Error::port_denied, 0);
    }
    expect_range_denied({0x92, 0x92});
    constexpr Word mib = 1 << 20;
    volatile Word* const here = pip::Page::containing(spare_page(512)).as<volatile Word>();
    volatile Word* const above = pip::Page::containing(spare_page(512) + mib).as<volatile Word>();
    *here = 1;
    *above = 2;
    expect("memory a MiB further up is other memory", *here, 1);
}

// QEMU's configuration device copies data to any physical address that it is told, without PCI's bus
// mastering.
void configuration_device() {
    expect_range_denied({0x510, 0x51b});
    for (Word port = 0x50d; port <= 0x51b; ++port)
        expect("outaddrl", Pip_Outaddrl_Result(port, spare_page(512)), Error::port_denied, 0);
}

constexpr Attempt attempts[] = {
    {6, "in and out instructions of every width", port_instructions},
    {7, "ports of the kernel's, by every width, in root", ports_of_the_kernel},
    {7, "every port that is neither known nor a device's, in root", ports_that_nobody_has},
    {0, "sleep, and calls of the firmware, by power management", sleeping},
    {0, "what the firmware does after a reset, by the clock's memory", firmware_memory},
    {0, "interrupts that cannot be masked, by the speaker's port", error_checks},
    {7, "ports around the console, by every width, in a child", ports_of_a_child},
    {7, "ports passed on by a child that has not got them", ports_of_a_grandchild},
    {0, "physical addresses, in a child and a grandchild with the console", physical_addresses},
    {7, "address line 20 by the keyboard controller and by port 0x92", address_line},
    {7, "DMA by the emulator's configuration device", configuration_device},
};

} // namespace

pip_result_t output(Word width, Word port, Word value) {
    return width == 1   ? Pip_Outb_Result(port, value)
           : width == 2 ? Pip_Outw_Result(port, value)
                        : Pip_Outl_Result(port, value);
}

const std::span<const Attempt> port_attempts{attempts};

} // namespace adversary
