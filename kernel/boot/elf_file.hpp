// An ELF file in memory, as a boot loader has left it: checked before anything of it is believed. Source:
// Tool Interface Standard, ELF, version 1.2, and the processors' supplements.
#pragma once

#include "console/console.hpp"
#include "core/types.hpp"

namespace pepin::boot {

// Layout of the headers where addresses have 32 bits.
struct Elf32 {
    struct FileHeader {
        unsigned char identity[16];
        std::uint16_t type, machine;
        std::uint32_t version, entry, segments_offset, sections_offset, flags;
        std::uint16_t header_size, segment_size, segment_count;
    };
    struct Segment {
        std::uint32_t type, offset, address, physical, file_size, memory_size, flags, alignment;
    };
    static constexpr unsigned char number = 1;
    static constexpr const char* instead_of_number = " instead of 1, 32 bits";
    static constexpr const char* instead_of_segment_size = " bytes instead of 32";
    static_assert(sizeof(Segment) == 32);
};
// ... and 64.
struct Elf64 {
    struct FileHeader {
        unsigned char identity[16];
        std::uint16_t type, machine;
        std::uint32_t version;
        std::uint64_t entry, segments_offset, sections_offset;
        std::uint32_t flags;
        std::uint16_t header_size, segment_size, segment_count;
    };
    struct Segment {
        std::uint32_t type, flags;
        std::uint64_t offset, address, physical, file_size, memory_size, alignment;
    };
    static constexpr unsigned char number = 2;
    static constexpr const char* instead_of_number = " instead of 2, 64 bits";
    static constexpr const char* instead_of_segment_size = " bytes instead of 56";
    static_assert(sizeof(Segment) == 56);
};

// The processor that a file is for.
struct ElfMachine {
    std::uint16_t number;
    const char* instead_of_number; // " instead of ", number and name
};

// The root image, if it is such a file. All that is wrong with it is a panic that says what it is.
template <class Format> class ElfFile {
public:
    using Segment = typename Format::Segment;

    ElfFile(const char* bytes, Word size) : bytes_{bytes}, size_{size} {}

    [[nodiscard]] Word size() const { return size_; }
    [[nodiscard]] bool is_elf() const {
        return size_ >= sizeof(Header) && bytes_[0] == 0x7F && bytes_[1] == 'E' && bytes_[2] == 'L' &&
               bytes_[3] == 'F';
    }
    // The bytes of the file from an offset on, which have to be there.
    [[nodiscard]] const char* at(Word offset, Word bytes) const {
        if (offset > size_ || bytes > size_ - offset) panic("the root image is an ELF file that was cut off");
        return bytes_ + offset;
    }
    [[nodiscard]] Word entry() const { return header().entry; }

    // An executable for this processor.
    void require_executable(ElfMachine machine) const {
        constexpr unsigned char little_endian = 1;
        constexpr Word current_version = 1, executable_file = 2;
        const Header header = this->header();
        if (header.identity[4] != Format::number)
            panic("the root image is an ELF file of class ", header.identity[4], Format::instead_of_number);
        if (header.identity[5] != little_endian)
            panic("the root image is an ELF file of byte order ", header.identity[5],
                  " instead of 1, little-endian");
        if (header.version != current_version)
            panic("the root image is an ELF file of version ", header.version, " instead of 1");
        if (header.type != executable_file)
            panic("the root image is an ELF file of type ", header.type, " instead of 2, an executable");
        if (header.machine != machine.number)
            panic("the root image is an ELF file for machine ", header.machine, machine.instead_of_number);
        if (header.segment_size != sizeof(Segment))
            panic("the root image is an ELF file with program headers of ", header.segment_size,
                  Format::instead_of_segment_size);
    }

    // Each segment that takes up memory.
    template <class Action> void for_each_segment(Action action) const {
        constexpr Word loaded = 1;
        const Header header = this->header();
        const char* table = at(header.segments_offset, header.segment_count * sizeof(Segment));
        for (Word i = 0; i < header.segment_count; ++i) {
            Segment segment;
            __builtin_memcpy(&segment, table + i * sizeof segment, sizeof segment);
            if (segment.type != loaded || segment.memory_size == 0) continue;
            action(segment);
        }
    }

    // Where it is entered, within [begin, end).
    void require_entry(Word begin, Word end) const {
        if (entry() < begin || entry() >= end)
            panic("the root image is an ELF file whose entry, ", entry(), ", does not lie in it");
    }

private:
    using Header = typename Format::FileHeader;

    [[nodiscard]] Header header() const {
        Header copy;
        __builtin_memcpy(&copy, bytes_, sizeof copy);
        return copy;
    }

    const char* bytes_;
    Word size_;
};

} // namespace pepin::boot
