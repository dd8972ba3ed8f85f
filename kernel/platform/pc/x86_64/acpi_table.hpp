// ACPI's tables, checked before anything of them is believed.
#pragma once

#include <optional>

#include "core/types.hpp"

namespace pepin::acpi {

// Four characters, as a number.
using Signature = std::uint32_t;
[[nodiscard]] constexpr Signature signature(const char (&name)[5]) {
    Signature number = 0;
    for (unsigned i = 0; i < 4; ++i)
        number |= static_cast<Signature>(static_cast<unsigned char>(name[i])) << 8 * i;
    return number;
}

// All of a table's bytes can be read, and add up to 0.
class Table {
public:
    static constexpr Word header_bytes = 36, most_bytes = 0x10000;

    // The table at this physical address; none, with a message on the console, where it is out of reach, too
    // short, too long, damaged or another one.
    [[nodiscard]] static std::optional<Table> at(std::uint64_t address, Signature wanted);

    [[nodiscard]] Word size() const { return size_; }
    [[nodiscard]] std::uint64_t address() const { return address_; }
    [[nodiscard]] Signature name() const { return name_; }

    // A copy of what stands there; zeros where that is not within the table, so ask has() first.
    template <class T> [[nodiscard]] T get(Word offset) const {
        T copy{};
        if (has(offset, sizeof copy)) __builtin_memcpy(&copy, bytes_ + offset, sizeof copy);
        return copy;
    }
    [[nodiscard]] bool has(Word offset, Word bytes) const {
        return offset <= size_ && bytes <= size_ - offset;
    }

private:
    Table(Signature name, std::uint64_t address, const char* bytes, Word size)
        : name_{name}, address_{address}, bytes_{bytes}, size_{size} {}

    Signature name_;
    std::uint64_t address_;
    const char* bytes_;
    Word size_;
};

// The sum of these bytes, which is 0 where they are not damaged.
[[nodiscard]] std::uint8_t sum_of(const char* bytes, Word size);

// Says that a table is not used, and why: "... is ignored: it " and the reason. The number goes behind it.
void complain(Signature name, std::uint64_t address, const char* reason);
void complain(Signature name, std::uint64_t address, const char* reason, Word number, const char* after);

} // namespace pepin::acpi
