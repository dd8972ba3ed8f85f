#include "acpi.hpp"

#include "acpi_madt.hpp"
#include "acpi_table.hpp"
#include "console/console.hpp"
#include "mmio.hpp"

namespace pepin::acpi {

namespace {

constexpr std::uint64_t address_limit = std::uint64_t{1} << 52; // of any processor
constexpr Signature rsdt = signature("RSDT"), xsdt = signature("XSDT"), madt = signature("APIC"),
                    mcfg = signature("MCFG"), hpet = signature("HPET"), dmar = signature("DMAR");

// False where these cannot be addresses.
[[nodiscard]] bool keep(Information& information, std::uint64_t begin, std::uint64_t size) {
    if (begin >= address_limit || size > address_limit - begin) return false;
    const boot::FrameRange range{begin >> Architecture::page_bits,
                                 (begin + size + page_size - 1) >> Architecture::page_bits};
    if (!information.kept.add(range))
        panic("ACPI's tables name more than ", multiboot::RangeList::limit,
              " ranges of addresses to be kept");
    return true;
}

// Registers of the chipset and of interrupt controllers, messages of interrupts, and flash memory, on every
// PC.
void keep_board(Information& information) {
    constexpr std::uint64_t chipset = 0xFEC00000, end = std::uint64_t{1} << 32;
    static_cast<void>(keep(information, chipset, end - chipset));
}

void keep_controllers(Information& information) {
    const Interrupts& interrupts = information.interrupts;
    if (!interrupts.described) return;
    static_cast<void>(keep(information, interrupts.local_apic, page_size));
    for (const IoApic& controller : interrupts.io_apics())
        static_cast<void>(
            keep(information, controller.address & ~std::uint64_t{page_offset_mask}, page_size));
}

// PCI configuration space. Source: PCI Firmware Specification 3.3, 4.1.2.
void keep_configuration_space(Information& information, const Table& table) {
    constexpr Word first_entry = 44, entry_bytes = 16, first_bus = 10, last_bus = 11;
    constexpr unsigned bus_bits = 20;
    for (Word entry = first_entry; table.has(entry, entry_bytes); entry += entry_bytes) {
        const auto base = table.get<std::uint64_t>(entry);
        const Word first = table.get<std::uint8_t>(entry + first_bus),
                   last = table.get<std::uint8_t>(entry + last_bus);
        if (last < first || base >= address_limit ||
            !keep(information, base + (first << bus_bits), (last - first + 1) << bus_bits))
            complain(table.name(), table.address(), "has a range that cannot be, entry ",
                     (entry - first_entry) / entry_bytes, " of it");
    }
}

// Source: IA-PC HPET specification 1.0a, 3.2.4.
void keep_event_timer(Information& information, const Table& table) {
    constexpr Word address_space = 40, base = 44, timer_bytes = 1024;
    if (!table.has(base, sizeof(std::uint64_t)))
        return complain(table.name(), table.address(), "has only ", table.size(), " bytes instead of 56");
    if (table.get<std::uint8_t>(address_space) == 0 &&
        !keep(information, table.get<std::uint64_t>(base), timer_bytes))
        complain(table.name(), table.address(), "names an address that cannot be");
}

// IOMMUs' registers. Source: Intel Virtualization Technology for Directed I/O 4.1, 8.1 to 8.3.
void keep_remapping_units(Information& information, const Table& table) {
    constexpr Word first_structure = 48, unit_bytes = 16, size_offset = 2, pages_offset = 5, base_offset = 8;
    constexpr std::uint16_t unit = 0;
    for (Word at = first_structure; table.has(at, size_offset + sizeof(std::uint16_t));) {
        const auto size = table.get<std::uint16_t>(at + size_offset);
        if (size < size_offset + sizeof size || !table.has(at, size))
            return complain(table.name(), table.address(), "has a structure of ", size, " bytes");
        if (table.get<std::uint16_t>(at) == unit) {
            const Word pages = Word{1} << (table.get<std::uint8_t>(at + pages_offset) & 0xF);
            if (size < unit_bytes ||
                !keep(information, table.get<std::uint64_t>(at + base_offset), pages * page_size))
                return complain(table.name(), table.address(), "has a unit that cannot be");
        }
        at += size;
    }
}

void read_table(Information& information, std::uint64_t address) {
    const char* const bytes = read_physical(address, sizeof(Signature));
    if (bytes == nullptr) return complain(signature("????"), address, "is out of reach");
    Signature name;
    __builtin_memcpy(&name, bytes, sizeof name);
    if (name != madt && name != mcfg && name != hpet && name != dmar) return;
    const auto table = Table::at(address, name);
    if (!table) return;
    if (name == madt) {
        if (!information.interrupts.described) read_madt(information.interrupts, *table);
    } else if (name == mcfg) {
        keep_configuration_space(information, *table);
    } else if (name == hpet) {
        keep_event_timer(information, *table);
    } else {
        keep_remapping_units(information, *table);
    }
}

// The table of tables, of 32-bit addresses or of 64-bit ones. False where it is none.
template <class Address>
[[nodiscard]] bool read_tables(Information& information, std::uint64_t address, Signature name) {
    if (address == 0) return false;
    const auto table = Table::at(address, name);
    if (!table) return false;
    for (Word entry = Table::header_bytes; table->has(entry, sizeof(Address)); entry += sizeof(Address))
        if (const auto other = table->template get<Address>(entry); other != 0)
            read_table(information, other);
    return true;
}

// Where the tables of tables are, by the root pointer.
struct Root {
    std::uint64_t xsdt = 0;
    std::uint32_t rsdt = 0;
};
constexpr Word old_pointer_bytes = 20, new_pointer_bytes = 36;

[[nodiscard]] std::optional<Root> root_of(const char* pointer, Word size) {
    constexpr char name[] = "RSD PTR ";
    constexpr Word revision_offset = 15, rsdt_offset = 16, size_offset = 20, xsdt_offset = 24;
    if (size < old_pointer_bytes || __builtin_memcmp(pointer, name, sizeof name - 1) != 0 ||
        sum_of(pointer, old_pointer_bytes) != 0)
        return {};
    Root root;
    __builtin_memcpy(&root.rsdt, pointer + rsdt_offset, sizeof root.rsdt);
    if (static_cast<std::uint8_t>(pointer[revision_offset]) < 2 || size < new_pointer_bytes) return root;
    std::uint32_t whole;
    __builtin_memcpy(&whole, pointer + size_offset, sizeof whole);
    if (whole == new_pointer_bytes && sum_of(pointer, whole) == 0)
        __builtin_memcpy(&root.xsdt, pointer + xsdt_offset, sizeof root.xsdt);
    return root;
}

[[nodiscard]] std::optional<Root> find_root_in(std::uint64_t begin, std::uint64_t end) {
    constexpr Word step = 16;
    for (; begin + new_pointer_bytes <= end; begin += step)
        if (const char* const bytes = read_physical(begin, new_pointer_bytes); bytes != nullptr)
            if (const auto root = root_of(bytes, new_pointer_bytes)) return root;
    return {};
}

// In the first KiB of the BIOS' own data, of which it says the segment, or in its ROM.
[[nodiscard]] std::optional<Root> find_root() {
    constexpr std::uint64_t segment_address = 0x40E, lowest = 0x400, data_bytes = 1024, rom = 0xE0000,
                            rom_end = 0x100000;
    if (const char* const bytes = read_physical(segment_address, sizeof(std::uint16_t)); bytes != nullptr) {
        std::uint16_t segment;
        __builtin_memcpy(&segment, bytes, sizeof segment);
        const std::uint64_t begin = std::uint64_t{segment} << 4;
        if (begin >= lowest && begin < rom)
            if (const auto root = find_root_in(begin, begin + data_bytes)) return root;
    }
    return find_root_in(rom, rom_end);
}

} // namespace

bool Interrupts::add(const IoApic& controller) {
    if (count_ == io_apics_.size()) return false;
    io_apics_[count_++] = controller;
    return true;
}

void read(Information& information, const multiboot::RootPointer& loaders_copy) {
    keep_board(information);
    auto root = root_of(loaders_copy.bytes.data(), loaders_copy.size);
    if (!root) {
        if (loaders_copy.size != 0)
            console::print("The boot loader's copy of ACPI's root pointer is damaged.\n");
        root = find_root();
    }
    if (root && !read_tables<std::uint64_t>(information, root->xsdt, xsdt))
        static_cast<void>(read_tables<std::uint32_t>(information, root->rsdt, rsdt));
    keep_controllers(information);
}

} // namespace pepin::acpi
