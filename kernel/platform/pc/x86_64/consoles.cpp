// The kernel's words go to the serial line and to the screen: text memory, or what the firmware has left in
// its place. Once root runs, all are root's, and the kernel writes only its dump.
#include "consoles.hpp"

#include "console/console.hpp"
#include "frame_buffer.hpp"
#include "mmio.hpp"
#include "serial.hpp"
#include "terminal.hpp"
#include "vga.hpp"

using namespace pepin;

namespace {

Terminal<FrameBufferText> pixels;

} // namespace

void pepin::console_initialise() {
    serial::initialise();
    vga::initialise();
}

void architecture_console_put(char character) {
    serial::put(character);
    vga::put(character);
    if (pixels.surface().is_shown()) pixels.put(character);
}

void pepin::show_console_in(const multiboot::FrameBuffer& buffer, std::span<const boot::FrameRange> usable) {
    if (buffer.type != multiboot::FrameBuffer::Type::rgb) return;
    bool is_memory = false;
    for (const boot::FrameRange range : usable) is_memory = is_memory || range.meets(buffer.frames());
    if (!FrameBufferText::can_show(buffer) || is_memory) {
        console::print("The frame buffer of ");
        console::print_decimal(buffer.width);
        console::print(" x ");
        console::print_decimal(buffer.height);
        console::print(" pixels of ");
        console::print_decimal(buffer.bits_per_pixel);
        console::print(" bits cannot be the console.\n");
        return;
    }
    pixels.surface().show(buffer,
                          map_frame_buffer(buffer.address, std::uint64_t{buffer.pitch} * buffer.height));
}
