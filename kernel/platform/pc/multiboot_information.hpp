// What a boot loader tells, whichever multiboot it speaks: copied, since its structures lie in memory that is
// used again, and checked.
#pragma once

#include <array>
#include <span>

#include "boot/root_partition.hpp"
#include "multiboot_limits.hpp"

namespace pepin::multiboot {

struct Bytes {
    Word begin = 0;
    Word end = 0; // behind the last one
};

// Ranges of frames, in no order, of which no two touch.
class RangeList {
public:
    static constexpr Word limit = 128;

    // Adds a range, which may overlap others; an empty one is left out. False, and nothing added, where there
    // are too many.
    [[nodiscard]] bool add(boot::FrameRange range);
    [[nodiscard]] std::span<const boot::FrameRange> ranges() const { return {ranges_.data(), count_}; }

private:
    std::array<boot::FrameRange, limit> ranges_{};
    std::size_t count_ = 0;
};

// A file that the loader has put into memory, by physical addresses.
struct Module {
    Bytes bytes;
    const char* text = ""; // the command line that it was given
};

// The screen as firmware or loader have left it, where they say so.
struct FrameBuffer {
    enum class Type : std::uint8_t { indexed = 0, rgb = 1, text = 2, none = 255 };
    struct Colour {
        std::uint8_t position = 0, bits = 0; // in a pixel
    };

    std::uint64_t address = 0; // physical
    std::uint32_t pitch = 0;   // bytes from a row to the next one
    std::uint32_t width = 0;   // pixels, or characters
    std::uint32_t height = 0;
    std::uint8_t bits_per_pixel = 0;
    Type type = Type::none;
    Colour red, green, blue; // of type rgb

    // All that its bytes touch; up to the last frame that there can be, where addresses would wrap.
    [[nodiscard]] boot::FrameRange frames() const;
};

// The loader's copy of ACPI's root pointer.
struct RootPointer {
    std::array<char, 36> bytes{};
    Word size = 0; // 0 where there is none, 20 of ACPI 1.0
};

// Everything that the kernel wants to know, independent of where the loader put it.
class Information {
public:
    RangeList usable;
    RangeList reserved;
    Word memory_mib = 0;    // of RAM, rounded to the nearest
    Word end_of_memory = 0; // the number of the frame behind the last one of RAM
    const char* command_line = "";
    Word module_count = 0; // as the loader says; of them at most most_modules are kept
    RootPointer root_pointer;
    FrameBuffer frame_buffer;

    [[nodiscard]] std::span<const Module> modules() const { return {modules_.data(), kept_modules_}; }

    // Of pages that are memory in part nothing is used.
    void add_memory(std::uint64_t begin, std::uint64_t end);
    // An entry of a memory map. Panics where there are too many that are not memory.
    void add_range(std::uint64_t begin, std::uint64_t size, bool is_memory);
    // Behind the last entry. Panics where there was no memory.
    void finish_memory();

    // The first one is root's. Panics where a module is none.
    void add_module(Bytes bytes, const char* text);
    // Of module_count: panics where there is none, and where not all of them can be kept but all are wanted.
    void check_modules();

    // A copy of a text that ends at a zero or has `most` bytes, whichever comes first. Panics where there is
    // no room for it. Where texts are not kept it is empty.
    [[nodiscard]] const char* copy_text(const char* text, Word most);

private:
    std::array<Module, most_modules> modules_{};
    Word kept_modules_ = 0;
    std::array<char, text_bytes> texts_{};
    Word used_by_texts_ = 0;
};

} // namespace pepin::multiboot
