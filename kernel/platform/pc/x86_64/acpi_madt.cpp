// Source: ACPI specification 6.5, 5.2.12. Interrupts that cannot be masked stay as the kernel leaves them:
// off.
#include "acpi_madt.hpp"

namespace pepin::acpi {

namespace {

enum class Entry : std::uint8_t { io_apic = 1, source_override = 2, local_apic_address = 5 };

constexpr Word local_apic_offset = 36, flags_offset = 40, first_entry = 44;
constexpr std::uint32_t has_first_controllers = 1U << 0;

struct [[gnu::packed]] IoApicEntry {
    std::uint8_t type, size, identifier, reserved;
    std::uint32_t address, first_line;
};
struct [[gnu::packed]] OverrideEntry {
    std::uint8_t type, size, bus, source;
    std::uint32_t line;
    std::uint16_t flags;
};
struct [[gnu::packed]] LocalApicEntry {
    std::uint8_t type, size;
    std::uint16_t reserved;
    std::uint64_t address;
};

// Of the ISA bus, what is not said is active high and edge-triggered.
[[nodiscard]] LegacyLine described_by(const OverrideEntry& entry) {
    constexpr std::uint16_t polarity = 0x3, low = 0x3, trigger = 0xC, level = 0xC;
    return {true, entry.line, (entry.flags & trigger) == level, (entry.flags & polarity) == low};
}

// Two registers, at 0 and 0x10, in one page.
[[nodiscard]] bool is_possible(const IoApic& controller) {
    return controller.address != 0 && controller.address % 16 == 0 &&
           (controller.address & page_offset_mask) <= page_size - 0x20;
}

class Reader {
public:
    explicit Reader(const Table& table) : table_{table} {}

    // False, with a message, where the table is bad.
    [[nodiscard]] bool read() {
        if (!table_.has(0, first_entry)) return is_bad("has only ", table_.size(), " bytes instead of 44");
        found_.local_apic = table_.get<std::uint32_t>(local_apic_offset);
        found_.has_8259 = (table_.get<std::uint32_t>(flags_offset) & has_first_controllers) != 0;
        Word at = first_entry;
        while (table_.has(at, 2)) {
            const Word size = table_.get<std::uint8_t>(at + 1);
            if (size < 2 || !table_.has(at, size)) return is_bad("has an entry of ", size, " bytes");
            if (!read_entry(at, size)) return false;
            at += size;
        }
        if (at != table_.size()) return is_bad("has ", table_.size() - at, " bytes behind its last entry");
        if (found_.local_apic == 0 || found_.local_apic % page_size != 0)
            return is_bad("has its local controller at ", found_.local_apic, ", where none can be");
        lead_lines();
        return true;
    }

    [[nodiscard]] const Interrupts& found() const { return found_; }

private:
    [[nodiscard]] bool is_bad(const char* reason, Word number, const char* after) const {
        complain(table_.name(), table_.address(), reason, number, after);
        return false;
    }

    template <class T> [[nodiscard]] bool is_whole(Word size) const {
        return size >= sizeof(T) || is_bad("has an entry of ", size, " bytes, which is too short");
    }

    [[nodiscard]] bool read_entry(Word at, Word size) {
        switch (Entry{table_.get<std::uint8_t>(at)}) {
        case Entry::io_apic: {
            if (!is_whole<IoApicEntry>(size)) return false;
            const auto entry = table_.get<IoApicEntry>(at);
            const IoApic controller{entry.address, entry.first_line};
            if (!is_possible(controller))
                return is_bad("has a controller at ", entry.address, ", where none can be");
            return found_.add(controller) ||
                   is_bad("has more than ", Interrupts::most_io_apics, " controllers");
        }
        case Entry::source_override: {
            if (!is_whole<OverrideEntry>(size)) return false;
            const auto entry = table_.get<OverrideEntry>(at);
            // Of two that say the same line, the first one is believed.
            if (entry.bus == 0 && entry.source < found_.lines.size() && !is_taken(entry.line))
                found_.lines[entry.source] = described_by(entry);
            return true;
        }
        case Entry::local_apic_address:
            if (!is_whole<LocalApicEntry>(size)) return false;
            found_.local_apic = table_.get<LocalApicEntry>(at).address;
            return true;
        }
        return true; // processors, and what is not for a PC's lines
    }

    [[nodiscard]] bool is_taken(std::uint32_t line) const {
        for (const LegacyLine& other : found_.lines)
            if (other.exists && other.line == line) return true;
        return false;
    }

    // Lines that nothing is said of arrive by the same number, unless another one does. By the third the
    // second of the first controllers reports to the first one: it is none.
    void lead_lines() {
        constexpr std::uint32_t cascade = 2;
        found_.lines[cascade] = {};
        for (std::uint32_t source = 0; source < found_.lines.size(); ++source)
            if (!found_.lines[source].exists && source != cascade && !is_taken(source))
                found_.lines[source] = {true, source, false, false};
        found_.described = true;
    }

    const Table& table_;
    Interrupts found_{};
};

} // namespace

void read_madt(Interrupts& interrupts, const Table& table) {
    Reader reader{table};
    if (reader.read()) interrupts = reader.found();
}

} // namespace pepin::acpi
