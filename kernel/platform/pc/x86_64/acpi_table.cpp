#include "acpi_table.hpp"

#include "console/console.hpp"
#include "mmio.hpp"

namespace pepin::acpi {

namespace {

constexpr Word size_offset = 4;

void begin_complaint(Signature name, std::uint64_t address, const char* reason) {
    console::print("ACPI's table ");
    for (unsigned i = 0; i < sizeof name; ++i) {
        const char letter = static_cast<char>(name >> 8 * i & 0xFF);
        const char text[] = {letter >= ' ' && letter <= '~' ? letter : '?', '\0'};
        console::print(text);
    }
    console::print(" at ");
    console::print_hexadecimal(address);
    console::print(" is ignored: it ");
    console::print(reason);
}

} // namespace

std::uint8_t sum_of(const char* bytes, Word size) {
    std::uint8_t sum = 0;
    for (Word i = 0; i < size; ++i)
        sum = static_cast<std::uint8_t>(sum + static_cast<std::uint8_t>(bytes[i]));
    return sum;
}

void complain(Signature name, std::uint64_t address, const char* reason) {
    begin_complaint(name, address, reason);
    console::print("\n");
}

void complain(Signature name, std::uint64_t address, const char* reason, Word number, const char* after) {
    begin_complaint(name, address, reason);
    console::print_decimal(number);
    console::print(after);
    console::print("\n");
}

std::optional<Table> Table::at(std::uint64_t address, Signature wanted) {
    const char* bytes = read_physical(address, header_bytes);
    if (bytes == nullptr) {
        complain(wanted, address, "is out of reach");
        return {};
    }
    Signature name;
    std::uint32_t size;
    __builtin_memcpy(&name, bytes, sizeof name);
    __builtin_memcpy(&size, bytes + size_offset, sizeof size);
    if (name != wanted) {
        complain(wanted, address, "has another name");
        return {};
    }
    if (size < header_bytes || size > most_bytes) {
        complain(name, address, "says that it has ", size, " bytes, where 36 to 65536 can be");
        return {};
    }
    bytes = read_physical(address, size);
    if (bytes == nullptr) {
        complain(name, address, "has ", size, " bytes, of which some are out of reach");
        return {};
    }
    if (const Word sum = sum_of(bytes, size); sum != 0) {
        complain(name, address, "is damaged: its bytes add up to ", sum, " instead of 0");
        return {};
    }
    return Table{name, address, bytes, size};
}

} // namespace pepin::acpi
