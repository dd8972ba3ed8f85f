#include "root_image.hpp"

#include "console/console.hpp"
#include "core/memory.hpp"
#include "root_layout.hpp"

namespace pepin {

namespace {

// Source: ELF-32 Object File Format; ELF for the ARM Architecture.
struct FileHeader {
    unsigned char identity[16];
    std::uint16_t type, machine;
    Word version, entry, segments_offset, sections_offset, flags;
    std::uint16_t header_size, segment_size, segment_count;
};
struct Segment {
    Word type, offset, address, physical, file_size, memory_size, flags, alignment;
};
constexpr Word loaded = 1;
constexpr std::uint16_t executable_file = 2, arm = 40;
constexpr Word origin = RootLayout::image.address();

[[nodiscard]] char* bytes_at(Word physical) { return reinterpret_cast<char*>(physical_memory) + physical; }
[[nodiscard]] Word frames_for(Word bytes) { return bytes / page_size + (bytes % page_size != 0 ? 1 : 0); }

// Where the image's bytes go.
class Destination {
public:
    Destination(atags::Bytes module, Word first, Word end) : module_{module}, first_{first}, end_{end} {
        if (module.begin >> Architecture::page_bits < end_) end_ = module.begin >> Architecture::page_bits;
    }

    // Makes room for `size` bytes of zeros at `address`, and puts `file_size` bytes of the module there.
    void put(Word address, Word size, Word offset, Word file_size) {
        const Word module_size = module_.end - module_.begin;
        constexpr Word limit = RootLayout::memory_limit.address();
        if (address < origin || address > limit || size > limit - address)
            panic("a segment of the root image lies outside of root's address space, ", size / 1024, " KiB");
        if (file_size > size || offset > module_size || file_size > module_size - offset)
            panic("the root image is an ELF file that was cut off");
        const Word end = frames_for(address - origin + size);
        if (end > end_ - first_)
            panic("the root image of ", end * (page_size / 1024),
                  " KiB does not fit into the memory below the boot module");
        for (; frames_ < end; ++frames_) memory::clear(Frame{first_ + frames_});
        __builtin_memcpy(bytes_at((first_ << Architecture::page_bits) + address - origin),
                         bytes_at(module_.begin + offset), file_size);
    }
    [[nodiscard]] boot::FrameRange frames() const { return {first_, first_ + frames_}; }

private:
    atags::Bytes module_;
    Word first_, end_;
    Word frames_ = 0;
};

[[nodiscard]] bool is_elf(atags::Bytes module) {
    const char* file = bytes_at(module.begin);
    return module.end - module.begin >= sizeof(FileHeader) && file[0] == 0x7F && file[1] == 'E' &&
           file[2] == 'L' && file[3] == 'F';
}

Word place_segments(atags::Bytes module, Destination& destination) {
    FileHeader header;
    __builtin_memcpy(&header, bytes_at(module.begin), sizeof header);
    const Word size = module.end - module.begin;
    const Word table = header.segment_count * sizeof(Segment);
    constexpr Word words_of_32_bits = 1, little_endian = 1, current_version = 1;
    if (header.identity[4] != words_of_32_bits)
        panic("the root image is an ELF file of class ", header.identity[4], " instead of 1, 32 bits");
    if (header.identity[5] != little_endian)
        panic("the root image is an ELF file of byte order ", header.identity[5],
              " instead of 1, little-endian");
    if (header.version != current_version)
        panic("the root image is an ELF file of version ", header.version, " instead of 1");
    if (header.type != executable_file)
        panic("the root image is an ELF file of type ", header.type, " instead of 2, an executable");
    if (header.machine != arm)
        panic("the root image is an ELF file for machine ", header.machine, " instead of 40, ARM");
    if (header.segment_size != sizeof(Segment))
        panic("the root image is an ELF file with program headers of ", header.segment_size,
              " bytes instead of 32");
    static_assert(sizeof(Segment) == 32);
    if (header.segments_offset > size || table > size - header.segments_offset)
        panic("the root image is an ELF file that was cut off");
    for (Word i = 0; i < header.segment_count; ++i) {
        Segment segment;
        __builtin_memcpy(&segment, bytes_at(module.begin + header.segments_offset + i * sizeof segment),
                         sizeof segment);
        if (segment.type == loaded && segment.memory_size != 0)
            destination.put(segment.address, segment.memory_size, segment.offset, segment.file_size);
    }
    const Word end = origin + (destination.frames().size() << Architecture::page_bits);
    if (header.entry < origin || header.entry >= end)
        panic("the root image is an ELF file whose entry, ", header.entry, ", does not lie in it");
    return header.entry;
}

} // namespace

RootImage place_root_image(atags::Bytes module, Word first, Word end) {
    Destination destination{module, first, end};
    Word entry = origin;
    if (is_elf(module))
        entry = place_segments(module, destination);
    else
        destination.put(origin, module.end - module.begin, 0, module.end - module.begin);
    if (destination.frames().size() == 0) panic("the root image is empty");
    return {destination.frames(), entry};
}

} // namespace pepin
