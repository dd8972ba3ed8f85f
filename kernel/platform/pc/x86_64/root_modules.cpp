#include "root_modules.hpp"

#include "console/console.hpp"
#include "core/memory.hpp"

namespace pepin {

namespace {

[[nodiscard]] char* bytes_at(Word physical) { return reinterpret_cast<char*>(physical_memory) + physical; }
[[nodiscard]] Word length_of(const char* text) {
    Word length = 0;
    while (text[length] != '\0') ++length;
    return length;
}

} // namespace

RootModules::RootModules(std::span<const multiboot::Module> modules) : modules_{modules} {
    Page page{PIP_X86_64_MODULES >> Architecture::page_bits};
    for (const multiboot::Module& module : modules) {
        const Word size = module.bytes.end - module.bytes.begin, first = module.bytes.begin / page_size;
        const boot::FrameRange frames{first, (module.bytes.end + page_size - 1) / page_size};
        for (const boot::RootExtra& other : extras())
            if (other.frames.first < frames.end && frames.first < other.frames.end)
                panic("two boot modules lie in the page at ", frames.first * (page_size / 1024), " KiB");
        char* const target = bytes_at(first * page_size);
        if (module.bytes.begin % page_size != 0)
            __builtin_memmove(target, bytes_at(module.bytes.begin), size);
        __builtin_memset(target + size, 0, frames.size() * page_size - size);
        extras_[count_++] = {page, frames, false};
        page.number += frames.size();
    }
}

void RootModules::add_frame_buffer(boot::FrameRange frames) {
    if (frames.size() != 0)
        extras_[count_++] = {{PIP_X86_64_FRAME_BUFFER >> Architecture::page_bits}, frames, true};
}

void RootModules::tell(Frame information) const {
    constexpr Word table = PIP_X86_64_FIRST_INFORMATION_MODULES_OFFSET + word_bytes;
    Word text = table + modules_.size() * PIP_X86_64_FIRST_INFORMATION_MODULE_BYTES;
    memory::write(information, PIP_X86_64_FIRST_INFORMATION_MODULE_COUNT_OFFSET / word_bytes,
                  modules_.size());
    memory::write(information, PIP_X86_64_FIRST_INFORMATION_MODULES_OFFSET / word_bytes,
                  PIP_X86_64_FPINFO + table);
    for (Word i = 0; i < modules_.size(); ++i) {
        const multiboot::Module& module = modules_[i];
        const Word length = length_of(module.text) + 1, begin = extras_[i].page.address();
        static_assert(PIP_X86_64_FIRST_INFORMATION_SIZE == 4088);
        if (length > PIP_X86_64_FIRST_INFORMATION_SIZE - text)
            panic("the command lines of the boot modules need ", text + length,
                  " bytes of root's information, which has 4088");
        const Word row = (table + i * PIP_X86_64_FIRST_INFORMATION_MODULE_BYTES) / word_bytes;
        memory::write(information, row, begin);
        memory::write(information, row + 1, begin + module.bytes.end - module.bytes.begin);
        memory::write(information, row + 2, PIP_X86_64_FPINFO + text);
        __builtin_memcpy(bytes_at(information.number * page_size + text), module.text, length);
        text += length;
    }
}

} // namespace pepin
