// Which addresses PCI's functions decode, and which ones its bridges hand on, as firmware has left it: judged
// once, at boot.
#pragma once

#include <span>

#include "boot/root_partition.hpp"

namespace pepin {

// Of ports, or of addresses: as many bits of them as a word has, so that on a machine with words of 32 bits
// nothing is said of what lies above 4 GiB, where no memory is used.
struct Window {
    Word first = 0, last = 0;
    bool of_ports = false;
    // the bus to which a bridge hands these addresses on; 0 where a function decodes them itself
    std::uint8_t behind = 0;

    [[nodiscard]] constexpr bool meets(const Window& other) const {
        return of_ports == other.of_ports && first <= other.last && other.first <= last;
    }
    [[nodiscard]] constexpr bool holds(const Window& other) const {
        return of_ports == other.of_ports && first <= other.first && other.last <= last;
    }
};

// Ports below this are the board's.
inline constexpr Word first_device_port = 0x100;

// Before anything else; `taken` as in devices.hpp, which has to stay as it is.
void start_judging(std::span<const boot::FrameRange> taken);
// Of registers that have no base address, false where there is no room.
[[nodiscard]] bool note_window(const Window& window);

// What is of the board, with decoding as firmware has left it: the command it may go on with. What it decodes
// and, a bridge, hands on is noted. It has to be judged before other functions, on a lower bus first.
[[nodiscard]] Word judge_board(Word function, Word command);

// Notes the windows of a function that decodes nothing, and opens the ports among them, if all are its own
// and within what the bridges on the way to it hand on, and none without an address is of a kind that
// firmware has left off. `command` is the register as firmware has left it.
[[nodiscard]] bool open_windows(Word function, Word command);

} // namespace pepin
