// What root finds at boot on i386: addresses, its first context and its devices. Source: Pip's ABI on
// x86 (docs/abi.md); used by boot/root_partition.cpp.
#pragma once

#include <array>

#include "core/partition.hpp"

namespace pepin {

struct RootLayout {
    static constexpr Page image{PIP_I386_ROOT_IMAGE >> Architecture::page_bits};
    static constexpr Page fpinfo{PIP_I386_FPINFO >> Architecture::page_bits};
    static constexpr Page stack{PIP_I386_ROOT_STACK >> Architecture::page_bits}; // the highest page
    static constexpr Word stack_pages = PIP_I386_ROOT_STACK_PAGES;
    static constexpr Page vidt{Architecture::vidt_page};
    static constexpr UserAddress context{PIP_I386_ROOT_CONTEXT};

    // Pages behind the image, up to here, can be root's memory.
    static constexpr Page memory_limit{0xC0000000 >> Architecture::page_bits};
    static constexpr Page image_limit = memory_limit;
    [[nodiscard]] static constexpr Page memory_behind(Page image_end) { return image_end; }

    // Entries of the VIDT that lead to the first context.
    static constexpr std::array<Word, 2> context_indices{0, PIP_VIDT_FIRST_INTERRUPT};

    [[nodiscard]] static constexpr std::array<Word, Architecture::context_words> first_context(Word entry) {
        std::array<Word, Architecture::context_words> words{};
        words[PIP_CONTEXT_EIP / 4] = entry;
        words[PIP_CONTEXT_ESP / 4] = context.value;
        words[PIP_CONTEXT_EBX / 4] = fpinfo.address();
        return words;
    }

    // VGA text memory: frames 0xB8 to 0xBF.
    struct Device {
        Page page;
        Frame frame;
        Word count;
    };
    static constexpr std::array<Device, 1> devices{{{{PIP_I386_VGA >> Architecture::page_bits}, {0xB8}, 8}}};
};

} // namespace pepin
