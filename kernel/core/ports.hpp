// Rights to I/O ports: a short list of ranges in each partition's private frame. Root, whose list is empty,
// has all. What nobody may use, whatever the lists say, the platform knows (architecture_closes_port).
#pragma once

#include "core/partition.hpp"

namespace pepin {

inline constexpr Word port_count = 0x10000;

// A range of ports as it stands in a private frame: first port | number of ports << 16; 0 is empty.
class PortRange {
public:
    constexpr explicit PortRange(Word word) : word_{word} {}
    constexpr PortRange(Word first, Word count) : word_{first | count << 16} {}

    [[nodiscard]] constexpr Word word() const { return word_; }
    [[nodiscard]] constexpr bool covers(Word port) const { return port - (word_ & 0xFFFF) < word_ >> 16; }

private:
    Word word_;
};
inline constexpr PortRange console_ports{PIP_LIMITS_CONSOLE_FIRST,
                                         PIP_LIMITS_CONSOLE_LAST - PIP_LIMITS_CONSOLE_FIRST + 1};
static_assert(console_ports.covers(0x3F8) && console_ports.covers(0x3FF) && !console_ports.covers(0x400) &&
              !console_ports.covers(0x3F7));

[[nodiscard]] inline PortRange port_range(Partition partition, Word slot) {
    return PortRange{partition.private_word(private_port_ranges + slot)};
}

} // namespace pepin
