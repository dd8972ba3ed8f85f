#include "multiboot2.hpp"

#include "console/console.hpp"
#include "mmio.hpp"

namespace pepin::multiboot2 {

namespace {

using multiboot::FrameBuffer;
using multiboot::Information;

enum class Type : std::uint32_t {
    end = 0,
    command_line = 1,
    module = 3,
    memory_sizes = 4,
    memory_map = 6,
    frame_buffer = 8,
    old_root_pointer = 14, // ACPI 1.0
    new_root_pointer = 15
};

// In front of everything.
struct Header {
    std::uint32_t size; // of it, and of all tags
    std::uint32_t reserved;
};

struct TagHeader {
    Type type;
    std::uint32_t size; // with this header; the next tag begins at a multiple of 8
};
constexpr Word alignment = 8;

struct ModuleTag {
    std::uint32_t begin;
    std::uint32_t end; // then its text
};

struct MemorySizesTag {
    std::uint32_t lower_kib; // from 0
    std::uint32_t upper_kib; // from 1 MiB
};

struct MemoryMapTag {
    std::uint32_t entry_size;
    std::uint32_t version; // then the entries
};
struct MapEntry {
    std::uint64_t base;
    std::uint64_t length;
    std::uint32_t type;
};
constexpr Word map_entry_bytes = 24; // at least
constexpr std::uint32_t available = 1;

struct [[gnu::packed]] FrameBufferTag {
    std::uint64_t address;
    std::uint32_t pitch, width, height;
    std::uint8_t bits_per_pixel, type;
    std::uint16_t reserved;
};
struct Colours {
    std::uint8_t red_position, red_bits, green_position, green_bits, blue_position, blue_bits;
};

// What stands behind a tag's header.
class Content {
public:
    Content(Type type, const char* bytes, Word size) : type_{type}, bytes_{bytes}, size_{size} {}

    [[nodiscard]] Word size() const { return size_; }
    [[nodiscard]] const char* bytes(Word offset) const { return bytes_ + offset; }
    // A copy of what stands there.
    template <class T> [[nodiscard]] T at(Word offset, Word bytes = sizeof(T)) const {
        if (offset + bytes > size_)
            panic("the boot loader's tag of type ", static_cast<Word>(type_), " lacks ",
                  offset + bytes - size_, " bytes");
        T copy;
        __builtin_memcpy(&copy, bytes_ + offset, sizeof copy);
        return copy;
    }

private:
    Type type_;
    const char* bytes_;
    Word size_;
};

void read_module(Information& information, const Content& content) {
    const auto module = content.at<ModuleTag>(0);
    ++information.module_count;
    if (information.module_count > multiboot::most_modules) return; // all are counted
    information.add_module({module.begin, module.end}, information.copy_text(content.bytes(sizeof module),
                                                                             content.size() - sizeof module));
}

void read_memory_map(Information& information, const Content& content) {
    const Word size = content.at<MemoryMapTag>(0).entry_size;
    if (size < map_entry_bytes)
        panic("an entry of the boot loader's memory map has only ", size, " bytes instead of ",
              map_entry_bytes, "");
    for (Word offset = sizeof(MemoryMapTag); offset + size <= content.size(); offset += size) {
        const auto entry = content.at<MapEntry>(offset);
        information.add_range(entry.base, entry.length, entry.type == available);
    }
}

void read_frame_buffer(Information& information, const Content& content) {
    const auto tag = content.at<FrameBufferTag>(0);
    FrameBuffer& buffer = information.frame_buffer;
    buffer.address = tag.address;
    buffer.pitch = tag.pitch;
    buffer.width = tag.width;
    buffer.height = tag.height;
    buffer.bits_per_pixel = tag.bits_per_pixel;
    if (tag.type > static_cast<std::uint8_t>(FrameBuffer::Type::text)) return; // of later versions
    buffer.type = FrameBuffer::Type{tag.type};
    if (buffer.type != FrameBuffer::Type::rgb) return;
    const auto colours = content.at<Colours>(sizeof tag);
    buffer.red = {colours.red_position, colours.red_bits};
    buffer.green = {colours.green_position, colours.green_bits};
    buffer.blue = {colours.blue_position, colours.blue_bits};
}

// The newer one where there are two.
void copy_root_pointer(Information& information, const Content& content) {
    multiboot::RootPointer& pointer = information.root_pointer;
    const Word size = content.size() < pointer.bytes.size() ? content.size() : pointer.bytes.size();
    if (size <= pointer.size) return;
    __builtin_memcpy(pointer.bytes.data(), content.bytes(0), size);
    pointer.size = size;
}

// The sizes count where there is no map; both can be there, in any order.
struct Memory {
    bool has_map = false, has_sizes = false;
    MemorySizesTag sizes{};
};

void read_tag(Information& information, Memory& memory, Type type, const Content& content) {
    switch (type) {
    case Type::command_line:
        information.command_line = information.copy_text(content.bytes(0), content.size());
        break;
    case Type::module: read_module(information, content); break;
    case Type::memory_sizes:
        memory.sizes = content.at<MemorySizesTag>(0);
        memory.has_sizes = true;
        break;
    case Type::memory_map:
        read_memory_map(information, content);
        memory.has_map = true;
        break;
    case Type::frame_buffer: read_frame_buffer(information, content); break;
    case Type::old_root_pointer:
    case Type::new_root_pointer: copy_root_pointer(information, content); break;
    case Type::end: break;
    }
}

[[nodiscard]] const char* readable(Word address, Word size) {
    const char* const bytes = read_physical(address, size);
    if (bytes == nullptr)
        panic("the boot loader's ", size, " bytes of tags at address ", address, " are out of reach");
    return bytes;
}

} // namespace

void read(Information& information, Word address) {
    Header header;
    __builtin_memcpy(&header, readable(address, sizeof header), sizeof header);
    if (header.size < sizeof header + sizeof(TagHeader))
        panic("the boot loader's tags have only ", header.size, " bytes instead of at least ",
              sizeof header + sizeof(TagHeader), "");
    const char* const bytes = readable(address, header.size);
    Memory memory;
    TagHeader tag{};
    for (Word offset = sizeof header;; offset += (tag.size + alignment - 1) & ~(alignment - 1)) {
        if (offset + sizeof tag > header.size)
            panic("the boot loader's tags do not end within their ", header.size, " bytes");
        __builtin_memcpy(&tag, bytes + offset, sizeof tag);
        if (tag.type == Type::end) break;
        if (tag.size < sizeof tag || tag.size > header.size - offset)
            panic("the boot loader's tag of type ", static_cast<Word>(tag.type), " says that it has ",
                  tag.size, " bytes");
        read_tag(information, memory, tag.type,
                 {tag.type, bytes + offset + sizeof tag, tag.size - sizeof tag});
    }
    if (!memory.has_map && memory.has_sizes) {
        information.add_memory(0, std::uint64_t{memory.sizes.lower_kib} << 10);
        information.add_memory(1U << 20, (1U << 20) + (std::uint64_t{memory.sizes.upper_kib} << 10));
    }
    information.finish_memory();
    information.check_modules();
}

} // namespace pepin::multiboot2
