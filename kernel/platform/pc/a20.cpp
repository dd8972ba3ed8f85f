// Address line 20, which a PC can still hold at 0 so that the second MiB of memory shows the first one. The
// kernel lies in the second MiB, and frames of the first one are partitions'. The fast switch (port 0x92) is
// not among root's ports; the keyboard controller, which is, can hold the line too. Source: IBM PC AT
// Technical Reference, 8042 keyboard controller.
#include "a20.hpp"

namespace pepin {

namespace {

constexpr Word keyboard_command = 0x64;

// Commands that write the output port, whose bit 1 is the line, turn the line off, or pull bits of the output
// port low for a moment: 0xF0 to 0xFF, those bits that are 0 in the command. The reset (0xFE) is harmless.
bool turns_line_off(Word command) {
    constexpr Word write_output_port = 0xD1, line_off = 0xDD, pulse = 0xF0, line = 2;
    return command == write_output_port || command == line_off || (command & (pulse | line)) == pulse;
}

} // namespace

bool turns_a20_off(Word port, Word width, Word value) {
    const Word index = keyboard_command - port; // the byte of a wide write that goes to the controller
    return index < width && turns_line_off(value >> 8 * index & 0xFF);
}

} // namespace pepin
