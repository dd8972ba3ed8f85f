// What root finds at boot on x86-64: addresses, its first context and its devices (docs/abi.md); used by
// boot/root_partition.cpp.
#pragma once

#include <array>

#include "core/partition.hpp"

namespace pepin {

struct RootLayout {
    static constexpr Page image{PIP_X86_64_ROOT_IMAGE >> Architecture::page_bits};
    static constexpr Page fpinfo{PIP_X86_64_FPINFO >> Architecture::page_bits};
    static constexpr Page stack{PIP_X86_64_ROOT_STACK >> Architecture::page_bits}; // the highest page
    static constexpr Word stack_pages = PIP_X86_64_ROOT_STACK_PAGES;
    static constexpr Page vidt{Architecture::vidt_page};
    static constexpr UserAddress context{PIP_X86_64_ROOT_CONTEXT};

    // Pages from the image on, up to here, can be its own. Root's free memory lies far behind it, in one
    // piece however much there is.
    static constexpr Page image_limit{PIP_X86_64_RESERVED >> Architecture::page_bits};
    static constexpr Page memory_limit{PIP_X86_64_MODULES >> Architecture::page_bits};
    [[nodiscard]] static constexpr Page memory_behind(Page) {
        return {PIP_X86_64_ROOT_MEMORY >> Architecture::page_bits};
    }

    // Entries of the VIDT that lead to the first context.
    static constexpr std::array<Word, 2> context_indices{0, PIP_VIDT_FIRST_INTERRUPT};

    [[nodiscard]] static constexpr std::array<Word, Architecture::context_words> first_context(Word entry) {
        std::array<Word, Architecture::context_words> words{};
        words[PIP_X86_64_CONTEXT_RIP / sizeof(Word)] = entry;
        words[PIP_X86_64_CONTEXT_RSP / sizeof(Word)] = PIP_X86_64_ROOT_STACK_TOP;
        words[PIP_X86_64_CONTEXT_RDI / sizeof(Word)] = fpinfo.address();
        return words;
    }

    // VGA text memory: frames 0xB8 to 0xBF. (The frame buffer, which is not always there, is mapped by
    // main.cpp.)
    struct Device {
        Page page;
        Frame frame;
        Word count;
    };
    static constexpr std::array<Device, 1> devices{
        {{{PIP_X86_64_VGA >> Architecture::page_bits}, {0xB8}, 8}}};
};

} // namespace pepin
