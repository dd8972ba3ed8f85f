#include "multiboot.hpp"

#include "console/console.hpp"

namespace pepin::multiboot {

namespace {

// Boot code reaches the first 16 MiB; loaders put their structures into low memory or right behind the kernel.
constexpr Word reachable = 16U << 20;
constexpr std::uint64_t four_gib = 1ULL << 32;

constexpr Word has_memory_sizes = 1U << 0;
constexpr Word has_modules = 1U << 3;
constexpr Word has_memory_map = 1U << 6;

struct Header {
    Word flags;
    Word lower_kib; // from 0
    Word upper_kib; // from 1 MiB
    Word boot_device;
    Word command_line;
    Word module_count;
    Word modules;
    Word symbols[4];
    Word map_length; // bytes
    Word map;
};

struct Module {
    Word begin;
    Word end;
    Word text;
    Word unused;
};

struct MapEntry {
    Word size; // of what follows
    Word base_low;
    Word base_high;
    Word length_low;
    Word length_high;
    Word type;
};
constexpr Word available = 1;

// A structure of the loader's, by physical address.
template <class T> [[nodiscard]] const T& at(Word address) {
    if (address % alignof(T) != 0 || address > reachable - sizeof(T)) panic("the boot loader's structure at address ", address, " is out of reach");
    return *reinterpret_cast<const T*>(reinterpret_cast<const char*>(physical_memory) + address);
}

[[nodiscard]] Word rounded_down(std::uint64_t address) { return static_cast<Word>((address < four_gib ? address : four_gib) >> Architecture::page_bits); }
[[nodiscard]] Word rounded_up(std::uint64_t address) { return rounded_down(address + page_size - 1); }

void add_usable(Information& information, std::uint64_t begin, std::uint64_t end) {
    const boot::FrameRange range{rounded_up(begin), rounded_down(end)};
    if (range.first >= range.end || information.usable_count == Information::range_limit) return;
    information.usable[information.usable_count++] = range;
    information.memory_mib += range.size(); // pages, until all ranges are known
    if (range.end > information.end_of_memory) information.end_of_memory = range.end;
}

void add_reserved(Information& information, std::uint64_t begin, std::uint64_t end) {
    const boot::FrameRange range{rounded_down(begin), rounded_up(end)};
    if (range.first >= range.end) return;
    if (information.reserved_count == Information::range_limit) panic("the boot loader's memory map has more than 64 ranges without memory");
    information.reserved[information.reserved_count++] = range;
}

void read_memory_map(Information& information, Word address, Word length) {
    const Word end = address + length;
    while (address < end) {
        const auto& entry = at<MapEntry>(address);
        const auto begin = entry.base_low | std::uint64_t{entry.base_high} << 32;
        const auto size = entry.length_low | std::uint64_t{entry.length_high} << 32;
        if (begin < four_gib && size != 0) {
            const auto behind = size < four_gib - begin ? begin + size : four_gib;
            if (entry.type == available) add_usable(information, begin, behind);
            else add_reserved(information, begin, behind);
        }
        if (entry.size < sizeof(MapEntry) - sizeof entry.size) panic("an entry of the boot loader's memory map has only ", entry.size, " bytes");
        address += entry.size + static_cast<Word>(sizeof entry.size);
    }
}

void read_modules(Information& information, const Header& header) {
    if ((header.flags & has_modules) == 0 || header.module_count == 0)
        panic("there is no boot module: give the root partition as one (QEMU: -initrd FILE, GRUB: module FILE)");
    const auto& module = at<Module>(header.modules);
    if (module.end <= module.begin) panic("the boot module is empty");
    information.module = {module.begin, module.end};
    information.module_count = header.module_count;
}

} // namespace

void read(Information& information, Word address) {
    const auto& header = at<Header>(address);
    if ((header.flags & has_memory_map) != 0) {
        read_memory_map(information, header.map, header.map_length);
    } else if ((header.flags & has_memory_sizes) != 0) {
        add_usable(information, 0, std::uint64_t{header.lower_kib} << 10);
        add_usable(information, 1U << 20, (1U << 20) + (std::uint64_t{header.upper_kib} << 10));
    }
    if (information.usable_count == 0) panic("the boot loader's memory map has no memory in it");
    information.memory_mib /= (1U << 20) / page_size;
    read_modules(information, header);
}

} // namespace pepin::multiboot
