// Physical addresses that are not the core's memory: what firmware has left, and registers of devices.
#pragma once

#include <cstdint>

namespace pepin {

// Where these bytes of physical memory can be read, as long as nothing else is said of the kernel's window;
// null where they cannot. No address and no number of bytes is too absurd to ask for.
[[nodiscard]] const char* read_physical(std::uint64_t physical, std::uint64_t bytes);

// The registers of a device in the page of 4 KiB that begins at this physical address, not cached. Panics
// where there is no room for another one.
[[nodiscard]] volatile std::uint32_t* device_registers(std::uint64_t physical);

// The frame buffer at this physical address, for writing. Null where it cannot be shown.
[[nodiscard]] volatile std::uint8_t* map_frame_buffer(std::uint64_t physical, std::uint64_t bytes);

} // namespace pepin
