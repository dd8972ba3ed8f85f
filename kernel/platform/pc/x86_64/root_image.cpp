#include "root_image.hpp"

#include "boot/elf_file.hpp"
#include "console/console.hpp"
#include "core/memory.hpp"
#include "root_layout.hpp"

namespace pepin {

namespace {

// Source: System V ABI, AMD64 supplement.
using File = boot::ElfFile<boot::Elf64>;
constexpr boot::ElfMachine x86_64{62, " instead of 62, x86-64"};

constexpr Word origin = RootLayout::image.address(), limit = RootLayout::image_limit.address();

[[nodiscard]] char* bytes_at(Word physical) { return reinterpret_cast<char*>(physical_memory) + physical; }
[[nodiscard]] Word frames_for(Word bytes) { return bytes / page_size + (bytes % page_size != 0 ? 1 : 0); }

[[nodiscard]] RootImage place_segments(const File& file, boot::EarlyMemory& memory) {
    file.require_executable(x86_64);
    Word end = origin;
    file.for_each_segment([&](const File::Segment& segment) {
        if (segment.address < origin || segment.address > limit ||
            segment.memory_size > limit - segment.address)
            panic("a segment of the root image lies outside of root's address space, ",
                  segment.memory_size / 1024, " KiB");
        if (segment.file_size > segment.memory_size) panic("the root image is an ELF file that was cut off");
        if (segment.address + segment.memory_size > end) end = segment.address + segment.memory_size;
    });
    if (end == origin) panic("the root image is empty");
    file.require_entry(origin, end);
    const boot::FrameRange frames = memory.take(frames_for(end - origin));
    file.for_each_segment([&](const File::Segment& segment) {
        __builtin_memcpy(bytes_at(frames.first * page_size + (segment.address - origin)),
                         file.at(segment.offset, segment.file_size), segment.file_size);
    });
    return {frames, file.entry()};
}

} // namespace

RootImage place_root_image(multiboot::Bytes module, boot::EarlyMemory& memory) {
    const File file{bytes_at(module.begin), module.end - module.begin};
    if (file.is_elf()) return place_segments(file, memory);
    if (file.size() > limit - origin)
        panic("the root image of ", file.size() / 1024, " KiB does not fit into root's address space");
    const boot::FrameRange frames = memory.take(frames_for(file.size()));
    __builtin_memcpy(bytes_at(frames.first * page_size), bytes_at(module.begin), file.size());
    return {frames, origin};
}

} // namespace pepin
