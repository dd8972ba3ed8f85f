// The kernel's words go to the serial line and to the screen. Once root runs, both are root's, and the kernel
// writes only its dump.
#include "console/console.hpp"
#include "serial.hpp"
#include "vga.hpp"

using namespace pepin;

void pepin::console_initialise() {
    serial::initialise();
    vga::initialise();
}

void architecture_console_put(char character) {
    serial::put(character);
    vga::put(character);
}
