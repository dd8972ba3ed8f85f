// Physical memory as firmware and boot loader leave it, and what the kernel says of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/types.hpp"

namespace pepin::test {

// Bytes that are put together, lowest byte first.
class Bytes {
public:
    Bytes() = default;
    explicit Bytes(const std::string& text) : bytes_{text} {}

    // The lowest `size` bytes of a number.
    Bytes& add(std::uint64_t value, std::size_t size);
    Bytes& add(const std::string& text);
    Bytes& fill_up_to(std::size_t size);
    Bytes& set(std::size_t offset, std::uint64_t value, std::size_t size);

    [[nodiscard]] std::size_t size() const { return bytes_.size(); }
    [[nodiscard]] const std::string& text() const { return bytes_; }

private:
    std::string bytes_;
};

// Of the kernel that runs; one of each test.
struct Firmware {
    static constexpr std::uint64_t memory_bytes = 0x200000; // what can be read

    std::string console;

    Firmware();
    void put(std::uint64_t address, const Bytes& bytes);
};
extern Firmware* firmware;

// What a kernel that panics throws in place of halting; its text is what is on the console.
class Panic : public std::exception {
public:
    [[nodiscard]] const char* what() const noexcept override { return firmware->console.c_str(); }
};

// What the kernel says as it panics in this action; empty where it does not.
template <class Action> [[nodiscard]] std::string panic_of(Action action) {
    try {
        action();
    } catch (const Panic&) {
        return firmware->console;
    }
    return {};
}

// An ACPI table with this content behind its header, and the right sum.
[[nodiscard]] Bytes acpi_table(const std::string& name, const Bytes& content);

} // namespace pepin::test
