#include "platform/fake_firmware.hpp"

#include <cstring>

#include "console/console.hpp"
#include "core/memory.hpp"
#include "mmio.hpp"

namespace pepin {

extern "C" {
alignas(page_size) FrameContents physical_memory[test::Firmware::memory_bytes / page_size];
}

const char* read_physical(std::uint64_t address, std::uint64_t bytes) {
    constexpr std::uint64_t end = test::Firmware::memory_bytes;
    if (address > end || bytes > end - address) return nullptr;
    return reinterpret_cast<const char*>(physical_memory) + address;
}

namespace test {

Firmware* firmware = nullptr;

Bytes& Bytes::add(std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i, value >>= 8) bytes_.push_back(static_cast<char>(value & 0xFF));
    return *this;
}
Bytes& Bytes::add(const std::string& text) {
    bytes_ += text;
    return *this;
}
Bytes& Bytes::fill_up_to(std::size_t size) {
    bytes_.resize(size, '\0');
    return *this;
}
Bytes& Bytes::set(std::size_t offset, std::uint64_t value, std::size_t size) {
    bytes_.replace(offset, size, Bytes{}.add(value, size).text());
    return *this;
}

Firmware::Firmware() {
    firmware = this;
    std::memset(physical_memory, 0, memory_bytes);
}

void Firmware::put(std::uint64_t address, const Bytes& bytes) {
    std::memcpy(reinterpret_cast<char*>(physical_memory) + address, bytes.text().data(), bytes.size());
}

Bytes acpi_table(const std::string& name, const Bytes& content) {
    constexpr std::size_t header_bytes = 36, sum_offset = 9;
    Bytes table{name};
    table.add(header_bytes + content.size(), 4).add(1, 1).fill_up_to(header_bytes).add(content.text());
    std::uint8_t sum = 0;
    for (const char byte : table.text())
        sum = static_cast<std::uint8_t>(sum + static_cast<std::uint8_t>(byte));
    return table.set(sum_offset, 0x100U - sum, 1);
}

} // namespace test
} // namespace pepin

using namespace pepin;

void architecture_console_put(char character) {
    if (character != '\r') test::firmware->console.push_back(character);
}
void architecture_halt() { throw test::Panic{}; }
