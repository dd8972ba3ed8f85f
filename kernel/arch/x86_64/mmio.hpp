// Registers and memory of devices, shown to the kernel alone.
#pragma once

#include <cstdint>

namespace pepin {

// Where these bytes of physical memory can be read while the boot code's tables hold, up to
// paging::map_physical_memory; null where they cannot. No address and no number of bytes is too absurd to ask
// for.
[[nodiscard]] const char* read_physical(std::uint64_t address, std::uint64_t bytes);

// The register at a physical address; uncached. Of a page that was asked for before it is in the same place.
// Panics where there are too many pages (512).
[[nodiscard]] volatile std::uint32_t* device_registers(std::uint64_t address);

// Memory of the display, `bytes` from a physical address on; uncached. Once only. Panics where it is larger
// than 1 GiB.
[[nodiscard]] volatile std::uint8_t* map_frame_buffer(std::uint64_t address, std::uint64_t bytes);

} // namespace pepin
