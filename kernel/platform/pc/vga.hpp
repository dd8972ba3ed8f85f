// The screen of a VGA in text mode. Source: IBM PS/2 Hardware Interface Technical Reference, video subsystem.
#pragma once

namespace pepin::vga {

// Whether there is one in text mode is asked each time; the first time its screen is cleared.
void initialise();
// One character, on that screen; '\n' begins a line.
void put(char character);

} // namespace pepin::vga
