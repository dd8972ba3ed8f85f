// What firmware tells by ACPI's tables, as far as the kernel wants to know it: how interrupts arrive, and
// where devices are that nobody may have. Tables are anybody's work: one that is cut off or damaged is named
// on the console and counts as not there. Source: ACPI specification 6.5, chapters 5.2.5 to 5.2.12.
#pragma once

#include <array>
#include <span>

#include "multiboot_information.hpp"

namespace pepin::acpi {

// An interrupt controller for lines of devices; its first one has this number among those of all.
struct IoApic {
    std::uint64_t address = 0; // physical
    std::uint32_t first_line = 0;
};

// Where one of the 16 lines of a PC's first interrupt controllers arrives.
struct LegacyLine {
    bool exists = false;
    std::uint32_t line = 0; // among those of all IoApics
    bool level_triggered = false;
    bool active_low = false;
};

class Interrupts {
public:
    static constexpr std::size_t legacy_lines = 16, most_io_apics = 32;

    bool described = false;       // by a table that is good
    bool has_8259 = false;        // the first interrupt controllers are there, too
    std::uint64_t local_apic = 0; // physical address, as the firmware says
    std::array<LegacyLine, legacy_lines> lines{};

    [[nodiscard]] std::span<const IoApic> io_apics() const { return {io_apics_.data(), count_}; }
    // False where there are too many.
    [[nodiscard]] bool add(const IoApic& controller);

private:
    std::array<IoApic, most_io_apics> io_apics_{};
    std::size_t count_ = 0;
};

struct Information {
    Interrupts interrupts;
    // Frames with registers of interrupt controllers, HPET, IOMMUs and PCI configuration space, and with the
    // firmware's flash memory: no device may decode addresses there, and nobody gets them.
    multiboot::RangeList kept;
};

// Reads the tables that the loader's copy of the root pointer leads to; without one, or where it is damaged,
// the pointer is looked for where a BIOS has it. Panics only where there is no room for all of `kept`.
void read(Information& information, const multiboot::RootPointer& loaders_copy);

} // namespace pepin::acpi
