#include "pic.hpp"

#include "arch/x86/io.hpp"

namespace pepin::pic {

namespace {

constexpr Word master_command = 0x20, master_data = 0x21, slave_command = 0xA0, slave_data = 0xA1;
constexpr Word lines_per_controller = 8, last_line = 7, cascade_line = 2;

// Devices hold such a line until somebody has looked at them. Source: Intel 82371AB (PIIX4), edge/level
// control registers.
bool is_level_triggered(Word line) {
    constexpr Word edge_level_control = 0x4D0, always_edge = 1U << 0 | 1U << 1 | 1U << 2 | 1U << 8 | 1U << 13;
    const Word levels = in_byte(edge_level_control) | in_byte(edge_level_control + 1) << lines_per_controller;
    return (levels & ~always_edge & 1U << line) != 0;
}

// Lines that are masked: since nobody served them, and since root has asked for that.
Word resting_lines = 0, masked_lines = 0;

void mask_lines() {
    const Word masked = resting_lines | masked_lines;
    out_byte(master_data, masked & 0xFF);
    out_byte(slave_data, masked >> lines_per_controller);
}

bool is_in_service(Word controller, Word line) {
    constexpr Word read_in_service = 0x0B;
    out_byte(controller, read_in_service);
    return (in_byte(controller) & 1U << line) != 0;
}

void initialise_controllers(Word masked) {
    constexpr Word initialise = 0x11, mode_8086 = 0x01;
    out_byte(master_command, initialise);
    out_byte(slave_command, initialise);
    out_byte(master_data, PIP_VIDT_FIRST_INTERRUPT);
    out_byte(slave_data, PIP_VIDT_FIRST_INTERRUPT + lines_per_controller);
    out_byte(master_data, 1U << cascade_line);
    out_byte(slave_data, cascade_line);
    out_byte(master_data, mode_8086);
    out_byte(slave_data, mode_8086);
    out_byte(master_data, masked);
    out_byte(slave_data, masked);
}

} // namespace

void remap_interrupts() { initialise_controllers(0); }

void turn_off() {
    constexpr Word all_lines = 0xFF;
    initialise_controllers(all_lines);
}

void rest_line(Word line) {
    if (!is_level_triggered(line)) return wake_lines();
    resting_lines |= 1U << line;
    mask_lines();
}

void wake_lines() {
    if (resting_lines == 0) return;
    resting_lines = 0;
    mask_lines();
}

void set_line(Word line, bool enabled) {
    if (line == cascade_line) return; // no device has it, and eight other lines come by it
    const Word bit = Word{1} << line;
    masked_lines = enabled ? masked_lines & ~bit : masked_lines | bit;
    if (enabled) resting_lines &= ~bit; // root has asked for it
    mask_lines();
}

bool comes_again(Word line) { return (masked_lines >> line & 1) != 0 && is_level_triggered(line); }

bool acknowledge_interrupt(Word line) {
    constexpr Word end_of_interrupt = 0x20;
    const bool slave = line >= lines_per_controller;
    const bool real = line % lines_per_controller != last_line ||
                      is_in_service(slave ? slave_command : master_command, last_line);
    if (slave && real) out_byte(slave_command, end_of_interrupt);
    // The master does not know that the slave's interrupt was none.
    if (slave || real) out_byte(master_command, end_of_interrupt);
    return real;
}

} // namespace pepin::pic
