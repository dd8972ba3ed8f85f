#include "root_image.hpp"

#include "boot/elf_file.hpp"
#include "console/console.hpp"
#include "core/memory.hpp"
#include "root_layout.hpp"

namespace pepin {

namespace {

// Source: ELF for the ARM Architecture.
using File = boot::ElfFile<boot::Elf32>;
constexpr boot::ElfMachine arm{40, " instead of 40, ARM"};

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

Word place_segments(const File& file, Destination& destination) {
    file.require_executable(arm);
    file.for_each_segment([&](const File::Segment& segment) {
        destination.put(segment.address, segment.memory_size, segment.offset, segment.file_size);
    });
    file.require_entry(origin, origin + (destination.frames().size() << Architecture::page_bits));
    return file.entry();
}

} // namespace

RootImage place_root_image(atags::Bytes module, Word first, Word end) {
    Destination destination{module, first, end};
    Word entry = origin;
    const File file{bytes_at(module.begin), module.end - module.begin};
    if (file.is_elf())
        entry = place_segments(file, destination);
    else
        destination.put(origin, module.end - module.begin, 0, module.end - module.begin);
    if (destination.frames().size() == 0) panic("the root image is empty");
    return {destination.frames(), entry};
}

} // namespace pepin
