#include "kernel_paging.hpp"

#include "arch/x86/registers.hpp"
#include "console/console.hpp"
#include "core/frame_table.hpp"
#include "core/memory.hpp"
#include "mmio.hpp"

extern "C" {
extern pepin::Word kernel_window_table[512]; // boot.S; level 3
extern const char kernel_text_begin[], kernel_text_end[], kernel_stack_guard[];
}

namespace pepin::paging {

Word root_table_address = 0;

namespace {

using Table = Word[512];

constexpr Word present = 1U << 0, writable = 1U << 1, uncached = 1U << 4, large = 1U << 7, global = 1U << 8,
               never_execute = Word{1} << 63;
constexpr Word page_of_memory = present | writable | global | never_execute;
constexpr Word page_of_code = present | global;
constexpr Word page_of_device = page_of_memory | uncached;
constexpr Word table_bits = present | writable;

constexpr Word set_by_processor = Architecture::set_by_processor;
constexpr Word entries = 512, frames_of_table = entries, frames_of_directory = entries * entries;
// Of kernel_window_table, GiB from the beginning of the upper half on.
constexpr Word window_entry = 1,
               devices_entry = window_entry + Architecture::frame_limit / frames_of_directory,
               frame_buffer_entry = devices_entry + 1;
static_assert(PIP_X86_64_FRAME_TABLE + (window_entry << 30) == PIP_X86_64_KERNEL_WINDOW);

// What stands where there is no memory: zeros, which nobody can write, by one page at all addresses.
alignas(page_size) Table page_of_zeros, table_of_zeros, directory_of_zeros;
// The first 2 MiB of memory, with the kernel; frame table; devices.
alignas(page_size) Table first_table, frame_table_directory, device_directory, device_table,
    frame_buffer_directory;
Word device_pages = 0; // in use

[[nodiscard]] char* window_at(Word entry) {
    return reinterpret_cast<char*>(PIP_X86_64_FRAME_TABLE + (entry << 30));
}

[[nodiscard]] Word physical(const void* address) {
    return reinterpret_cast<Word>(address) - PIP_X86_64_KERNEL_WINDOW;
}
[[nodiscard]] Word frame_of(const void* address) { return physical(address) >> Architecture::page_bits; }
[[nodiscard]] Word address_of(Frame frame) { return frame.number << Architecture::page_bits; }
[[nodiscard]] Table& table_in(Word entry) {
    constexpr Word address_mask = ((Word{1} << 52) - 1) & ~page_offset_mask;
    return *reinterpret_cast<Table*>(PIP_X86_64_KERNEL_WINDOW + (entry & address_mask));
}

void fill(Table& table, Word entry) {
    for (Word& one : table) one = entry;
}

void forget_all_translations() { write_cr3(read_cr3()); }

enum class Coverage { none, part, all };
[[nodiscard]] Coverage coverage(std::span<const boot::FrameRange> ranges, Word first, Word count) {
    for (const boot::FrameRange range : ranges) {
        if (range.first <= first && first + count <= range.end) return Coverage::all;
        if (range.first < first + count && first < range.end) return Coverage::part;
    }
    return Coverage::none;
}

// The first 2 MiB have a table of their own, since there the kernel lies. Its code can be executed and not
// written; the page below its stack is not there.
void fill_first_table() {
    constexpr Word screen_first = 0xB8, screen_end = 0xC0;
    const Word text_first = frame_of(kernel_text_begin), text_end = frame_of(kernel_text_end);
    for (Word frame = 0; frame < entries; ++frame) {
        const bool is_screen = frame >= screen_first && frame < screen_end,
                   is_text = frame >= text_first && frame < text_end;
        first_table[frame] = address_of({frame}) | (is_screen ? page_of_device
                                                    : is_text ? page_of_code
                                                              : page_of_memory);
    }
    first_table[frame_of(kernel_stack_guard)] = 0;
}

[[nodiscard]] Word table_entry_for(boot::EarlyMemory& memory, std::span<const boot::FrameRange> usable,
                                   Word first) {
    if (first == 0) return physical(first_table) | table_bits;
    switch (coverage(usable, first, frames_of_table)) {
    case Coverage::all: return address_of({first}) | page_of_memory | large;
    case Coverage::none: return physical(table_of_zeros) | table_bits;
    case Coverage::part: break;
    }
    const Frame table = memory.take_one();
    for (Word i = 0; i < entries; ++i)
        memory::write(table, i,
                      coverage(usable, first + i, 1) == Coverage::all
                          ? address_of({first + i}) | page_of_memory
                          : physical(page_of_zeros) | present | global | never_execute);
    return address_of(table) | table_bits;
}

} // namespace

void map_frame_table(boot::EarlyMemory& memory, std::span<const boot::FrameRange> described) {
    constexpr Word records_of_page = page_size / sizeof(FrameRecord);
    fill(table_of_zeros, physical(page_of_zeros) | present | global | never_execute);
    fill(directory_of_zeros, physical(table_of_zeros) | table_bits);
    fill(frame_table_directory, physical(table_of_zeros) | table_bits);
    for (const boot::FrameRange range : described) {
        if (range.size() == 0) continue;
        for (Word page = range.first / records_of_page; page <= (range.end - 1) / records_of_page; ++page) {
            Word& directory_entry = frame_table_directory[page / entries];
            if (directory_entry == (physical(table_of_zeros) | table_bits)) {
                const Frame table = memory.take_one();
                memory::copy({physical(table_of_zeros) / page_size}, table, 0, entries);
                directory_entry = address_of(table) | table_bits;
            }
            Word& entry = table_in(directory_entry)[page % entries];
            if ((entry & writable) == 0) entry = address_of(memory.take_one()) | page_of_memory;
        }
    }
    kernel_window_table[0] = physical(frame_table_directory) | table_bits;
    forget_all_translations();
}

void map_physical_memory(boot::EarlyMemory& memory, std::span<const boot::FrameRange> usable) {
    fill_first_table();
    // The boot code's directories show memory until the new ones do.
    for (Word first = 0; first < Architecture::frame_limit; first += frames_of_directory) {
        Word& entry = kernel_window_table[window_entry + first / frames_of_directory];
        if (coverage(usable, first, frames_of_directory) == Coverage::none) {
            entry = physical(directory_of_zeros) | table_bits;
            continue;
        }
        const Frame directory = memory.take_one();
        for (Word i = 0; i < entries; ++i)
            memory::write(directory, i, table_entry_for(memory, usable, first + i * frames_of_table));
        entry = address_of(directory) | table_bits;
    }
    root_table_address = physical(kernel_root_table);
    forget_all_translations();
}

} // namespace pepin::paging

using namespace pepin;
using namespace pepin::paging;

const char* pepin::read_physical(std::uint64_t address, std::uint64_t bytes) {
    constexpr std::uint64_t shown = std::uint64_t{4} << 30;
    if (root_table_address != 0 || address > shown || bytes > shown - address) return nullptr;
    return reinterpret_cast<const char*>(physical_memory) + address;
}

volatile std::uint32_t* pepin::device_registers(std::uint64_t address) {
    kernel_window_table[devices_entry] = physical(device_directory) | table_bits;
    device_directory[0] = physical(device_table) | table_bits;
    const Word wanted = (address & ~page_offset_mask) | page_of_device;
    Word page = 0;
    while (page < device_pages && (device_table[page] & ~set_by_processor) != wanted) ++page;
    if (page == entries) panic("there are more than ", entries, " pages of devices that the kernel uses");
    if (page == device_pages) {
        device_table[page] = wanted;
        ++device_pages;
    }
    char* const shown = window_at(devices_entry) + page * page_size;
    return reinterpret_cast<volatile std::uint32_t*>(shown + (address & page_offset_mask));
}

volatile std::uint8_t* pepin::map_frame_buffer(std::uint64_t address, std::uint64_t bytes) {
    constexpr Word large_page = Word{1} << 21, most = Word{1} << 30;
    const Word offset = address & (large_page - 1);
    if (bytes > most - offset) panic("the frame buffer of ", bytes >> 20, " MiB is larger than 1 GiB");
    kernel_window_table[frame_buffer_entry] = physical(frame_buffer_directory) | table_bits;
    for (Word at = 0; at < offset + bytes; at += large_page)
        frame_buffer_directory[at / large_page] = (address - offset + at) | page_of_device | large;
    forget_all_translations();
    return reinterpret_cast<volatile std::uint8_t*>(window_at(frame_buffer_entry) + offset);
}
