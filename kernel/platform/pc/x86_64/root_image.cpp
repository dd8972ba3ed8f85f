#include "root_image.hpp"

#include "console/console.hpp"
#include "core/memory.hpp"
#include "root_layout.hpp"

namespace pepin {

namespace {

// Source: Tool Interface Standard, ELF; System V ABI, AMD64 supplement.
struct FileHeader {
    unsigned char identity[16];
    std::uint16_t type, machine;
    std::uint32_t version;
    Word entry, segments_offset, sections_offset;
    std::uint32_t flags;
    std::uint16_t header_size, segment_size, segment_count;
};
struct Segment {
    std::uint32_t type, flags;
    Word offset, address, physical, file_size, memory_size, alignment;
};
static_assert(sizeof(Segment) == 56);
constexpr Word origin = RootLayout::image.address(), limit = RootLayout::image_limit.address();

[[nodiscard]] char* bytes_at(Word physical) { return reinterpret_cast<char*>(physical_memory) + physical; }
[[nodiscard]] Word frames_for(Word bytes) { return bytes / page_size + (bytes % page_size != 0 ? 1 : 0); }

class File {
public:
    explicit File(multiboot::Bytes module) : begin_{module.begin}, size_{module.end - module.begin} {}

    [[nodiscard]] Word size() const { return size_; }
    [[nodiscard]] bool holds(Word offset, Word bytes) const {
        return offset <= size_ && bytes <= size_ - offset;
    }
    void copy(Word offset, Word bytes, void* to) const {
        if (!holds(offset, bytes)) panic("the root image is an ELF file that was cut off");
        __builtin_memcpy(to, bytes_at(begin_ + offset), bytes);
    }
    [[nodiscard]] bool is_elf() const {
        const char* file = bytes_at(begin_);
        return size_ >= sizeof(FileHeader) && file[0] == 0x7F && file[1] == 'E' && file[2] == 'L' &&
               file[3] == 'F';
    }

private:
    Word begin_, size_;
};

void check_header(const FileHeader& header) {
    constexpr Word words_of_64_bits = 2, little_endian = 1, current_version = 1;
    constexpr std::uint16_t executable_file = 2, x86_64 = 62;
    if (header.identity[4] != words_of_64_bits)
        panic("the root image is an ELF file of class ", header.identity[4], " instead of 2, 64 bits");
    if (header.identity[5] != little_endian)
        panic("the root image is an ELF file of byte order ", header.identity[5],
              " instead of 1, little-endian");
    if (header.version != current_version)
        panic("the root image is an ELF file of version ", header.version, " instead of 1");
    if (header.type != executable_file)
        panic("the root image is an ELF file of type ", header.type, " instead of 2, an executable");
    if (header.machine != x86_64)
        panic("the root image is an ELF file for machine ", header.machine, " instead of 62, x86-64");
    if (header.segment_size != sizeof(Segment))
        panic("the root image is an ELF file with program headers of ", header.segment_size,
              " bytes instead of 56");
}

template <class Action> void for_each_segment(const File& file, const FileHeader& header, Action action) {
    constexpr std::uint32_t loaded = 1;
    for (Word i = 0; i < header.segment_count; ++i) {
        if (!file.holds(header.segments_offset, (i + 1) * sizeof(Segment)))
            panic("the root image is an ELF file that was cut off");
        Segment segment;
        file.copy(header.segments_offset + i * sizeof segment, sizeof segment, &segment);
        if (segment.type == loaded && segment.memory_size != 0) action(segment);
    }
}

[[nodiscard]] RootImage place_segments(const File& file, boot::EarlyMemory& memory) {
    FileHeader header;
    file.copy(0, sizeof header, &header);
    check_header(header);
    Word end = origin;
    for_each_segment(file, header, [&](const Segment& segment) {
        if (segment.address < origin || segment.address > limit ||
            segment.memory_size > limit - segment.address)
            panic("a segment of the root image lies outside of root's address space, ",
                  segment.memory_size / 1024, " KiB");
        if (segment.file_size > segment.memory_size || !file.holds(segment.offset, segment.file_size))
            panic("the root image is an ELF file that was cut off");
        if (segment.address + segment.memory_size > end) end = segment.address + segment.memory_size;
    });
    if (end == origin) panic("the root image is empty");
    if (header.entry < origin || header.entry >= end)
        panic("the root image is an ELF file whose entry, ", header.entry, ", does not lie in it");
    const boot::FrameRange frames = memory.take(frames_for(end - origin));
    for_each_segment(file, header, [&](const Segment& segment) {
        file.copy(segment.offset, segment.file_size,
                  bytes_at(frames.first * page_size + (segment.address - origin)));
    });
    return {frames, header.entry};
}

} // namespace

RootImage place_root_image(multiboot::Bytes module, boot::EarlyMemory& memory) {
    const File file{module};
    if (file.is_elf()) return place_segments(file, memory);
    if (file.size() > limit - origin)
        panic("the root image of ", file.size() / 1024, " KiB does not fit into root's address space");
    const boot::FrameRange frames = memory.take(frames_for(file.size()));
    file.copy(0, file.size(), bytes_at(frames.first * page_size));
    return {frames, origin};
}

} // namespace pepin
