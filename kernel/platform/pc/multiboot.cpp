#include "multiboot.hpp"

#include "console/console.hpp"

namespace pepin::multiboot {

namespace {

// Boot code reaches the first 16 MiB; loaders put their structures into low memory or right behind the
// kernel.
constexpr Word reachable = 16U << 20;
constexpr Word has_memory_sizes = 1U << 0;
constexpr Word has_modules = 1U << 3;
constexpr Word has_memory_map = 1U << 6;

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

struct Module {
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
constexpr Word available = 1;

// A copy of a structure of the loader's, by physical address; it can stand at any.
template <class T> [[nodiscard]] T at(Word address) {
    if (address > reachable - sizeof(T))
        panic("the boot loader's structure at address ", address, " is out of reach");
    T copy;
    __builtin_memcpy(&copy, reinterpret_cast<const char*>(physical_memory) + address, sizeof copy);
    return copy;
}

[[nodiscard]] Word rounded_down(std::uint64_t address) {
    constexpr std::uint64_t last_frame = ~Word{0} - 1; // so that there is a number for what is behind it
    const std::uint64_t frame = address >> Architecture::page_bits;
    return static_cast<Word>(frame < last_frame ? frame : last_frame);
}
[[nodiscard]] Word rounded_up(std::uint64_t address) {
    return rounded_down(address) + (address % page_size != 0 ? 1 : 0);
}

// Of pages that are memory in part nothing is used.
void add_memory(Information& information, std::uint64_t begin, std::uint64_t end) {
    // What finds no place is memory that is not used.
    static_cast<void>(information.usable.add({rounded_up(begin), rounded_down(end)}));
}

void add_entry(Information& information, const MapEntry& entry) {
    const auto begin = entry.base_low | std::uint64_t{entry.base_high} << 32;
    const auto size = entry.length_low | std::uint64_t{entry.length_high} << 32;
    const auto most = ~std::uint64_t{0} - begin;
    const auto end = begin + (size < most ? size : most);
    if (entry.type == available) return add_memory(information, begin, end);
    if (size != 0 && !information.reserved.add({rounded_down(begin), rounded_up(end)}))
        panic("the boot loader's memory map has more than ", RangeList::limit, " ranges without memory");
}

void read_memory_map(Information& information, Word address, Word length) {
    constexpr Word before_size = sizeof(MapEntry::size);
    while (length >= sizeof(MapEntry)) {
        const auto entry = at<MapEntry>(address);
        add_entry(information, entry);
        if (entry.size < sizeof(MapEntry) - before_size)
            panic("an entry of the boot loader's memory map has only ", entry.size, " bytes");
        if (entry.size > length - before_size) break; // nothing behind it
        address += before_size + entry.size;
        length -= before_size + entry.size;
    }
}

// Memory in MiB, rounded to the nearest. The first MiB counts as a whole: it is memory, of which the firmware
// keeps a part.
[[nodiscard]] Word count_memory(const RangeList& usable) {
    constexpr Word frames_per_mib = (1U << 20) / page_size;
    Word count = frames_per_mib;
    for (const boot::FrameRange range : usable.ranges())
        if (range.end > frames_per_mib)
            count += range.end - (range.first > frames_per_mib ? range.first : frames_per_mib);
    return count / frames_per_mib + (count % frames_per_mib >= frames_per_mib / 2 ? 1 : 0);
}

void read_modules(Information& information, const Header& header) {
    if ((header.flags & has_modules) == 0 || header.module_count == 0)
        panic("there is no boot module: give the root partition as one (QEMU: -initrd FILE, GRUB: module "
              "FILE)");
    const auto module = at<Module>(header.modules);
    if (module.end <= module.begin) panic("the boot module is empty");
    information.module = {module.begin, module.end};
    information.module_count = header.module_count;
}

} // namespace

bool RangeList::add(boot::FrameRange range) {
    if (range.first >= range.end) return true;
    // What it touches becomes a part of it.
    std::size_t kept = 0;
    for (const boot::FrameRange other : ranges()) {
        if (other.first > range.end || other.end < range.first) {
            ranges_[kept++] = other;
            continue;
        }
        if (other.first < range.first) range.first = other.first;
        if (other.end > range.end) range.end = other.end;
    }
    count_ = kept;
    if (count_ == limit) return false;
    ranges_[count_++] = range;
    return true;
}

void read(Information& information, Word address) {
    const auto header = at<Header>(address);
    if ((header.flags & has_memory_map) != 0) {
        read_memory_map(information, header.map, header.map_length);
    } else if ((header.flags & has_memory_sizes) != 0) {
        add_memory(information, 0, std::uint64_t{header.lower_kib} << 10);
        add_memory(information, 1U << 20, (1U << 20) + (std::uint64_t{header.upper_kib} << 10));
    }
    if (information.usable.ranges().empty()) panic("the boot loader's memory map has no memory in it");
    for (const boot::FrameRange range : information.usable.ranges())
        if (range.end > information.end_of_memory) information.end_of_memory = range.end;
    information.memory_mib = count_memory(information.usable);
    read_modules(information, header);
}

} // namespace pepin::multiboot
