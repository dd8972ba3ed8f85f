#include "multiboot.hpp"

#include "console/console.hpp"

namespace pepin::multiboot {

namespace {

constexpr std::uint32_t has_memory_sizes = 1U << 0;
constexpr std::uint32_t has_command_line = 1U << 2;
constexpr std::uint32_t has_modules = 1U << 3;
constexpr std::uint32_t has_memory_map = 1U << 6;

struct Header {
    std::uint32_t flags;
    std::uint32_t lower_kib; // from 0
    std::uint32_t upper_kib; // from 1 MiB
    std::uint32_t boot_device;
    std::uint32_t command_line;
    std::uint32_t module_count;
    std::uint32_t modules;
    std::uint32_t symbols[4];
    std::uint32_t map_length; // bytes
    std::uint32_t map;
};

struct ModuleEntry {
    std::uint32_t begin;
    std::uint32_t end;
    std::uint32_t text;
    std::uint32_t unused;
};

struct MapEntry {
    std::uint32_t size; // of what follows
    std::uint32_t base_low;
    std::uint32_t base_high;
    std::uint32_t length_low;
    std::uint32_t length_high;
    std::uint32_t type;
};
constexpr std::uint32_t available = 1;

[[nodiscard]] const char* bytes_at(Word address) {
    return reinterpret_cast<const char*>(physical_memory) + address;
}

// A copy of a structure of the loader's, by physical address; it can stand at any.
template <class T> [[nodiscard]] T at(Word address) {
    if (address > reachable - sizeof(T))
        panic("the boot loader's structure at address ", address, " is out of reach");
    T copy;
    __builtin_memcpy(&copy, bytes_at(address), sizeof copy);
    return copy;
}

[[nodiscard]] const char* text_at(Information& information, Word address) {
    if (text_bytes == 0 || address == 0 || address >= reachable) return "";
    return information.copy_text(bytes_at(address), reachable - address);
}

void read_memory_map(Information& information, Word address, Word length) {
    constexpr Word before_size = sizeof(MapEntry::size);
    while (length >= sizeof(MapEntry)) {
        const auto entry = at<MapEntry>(address);
        information.add_range(entry.base_low | std::uint64_t{entry.base_high} << 32,
                              entry.length_low | std::uint64_t{entry.length_high} << 32,
                              entry.type == available);
        if (entry.size < sizeof(MapEntry) - before_size)
            panic("an entry of the boot loader's memory map has only ", entry.size, " bytes");
        if (entry.size > length - before_size) break; // nothing behind it
        address += before_size + entry.size;
        length -= before_size + entry.size;
    }
}

void read_modules(Information& information, const Header& header) {
    information.module_count = (header.flags & has_modules) != 0 ? header.module_count : 0;
    information.check_modules();
    for (Word i = 0; i < information.module_count && i < most_modules; ++i) {
        const auto module = at<ModuleEntry>(header.modules + i * sizeof(ModuleEntry));
        information.add_module({module.begin, module.end}, text_at(information, module.text));
    }
}

} // namespace

void read(Information& information, Word address) {
    const auto header = at<Header>(address);
    if ((header.flags & has_memory_map) != 0) {
        read_memory_map(information, header.map, header.map_length);
    } else if ((header.flags & has_memory_sizes) != 0) {
        information.add_memory(0, std::uint64_t{header.lower_kib} << 10);
        information.add_memory(1U << 20, (1U << 20) + (std::uint64_t{header.upper_kib} << 10));
    }
    information.finish_memory();
    if ((header.flags & has_command_line) != 0)
        information.command_line = text_at(information, header.command_line);
    read_modules(information, header);
}

} // namespace pepin::multiboot
