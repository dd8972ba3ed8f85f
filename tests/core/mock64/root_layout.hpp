// What root finds at boot on the architecture that does not exist.
#pragma once

#include <array>

#include "core/partition.hpp"

namespace pepin {

struct RootLayout {
    static constexpr Page image{0x00700000 >> Architecture::page_bits};
    static constexpr Page fpinfo{Architecture::vidt_page - 1};
    static constexpr Page stack{Architecture::vidt_page - 2};
    static constexpr Word stack_pages = 1;
    static constexpr Page vidt{Architecture::vidt_page};
    static constexpr UserAddress context{((Architecture::vidt_page - 2) << Architecture::page_bits) + 0xF00};
    static constexpr Page memory_limit{0xC0000000 >> Architecture::page_bits};
    static constexpr Page image_limit = memory_limit;
    [[nodiscard]] static constexpr Page memory_behind(Page image_end) { return image_end; }
    static constexpr std::array<Word, 2> context_indices{0, PIP_VIDT_FIRST_INTERRUPT};

    [[nodiscard]] static constexpr std::array<Word, Architecture::context_words> first_context(Word entry) {
        std::array<Word, Architecture::context_words> words{};
        words[Architecture::context_pc] = entry;
        words[4] = context.value;
        words[1] = fpinfo.address();
        return words;
    }

    struct Device {
        Page page;
        Frame frame;
        Word count;
    };
    static constexpr std::array<Device, 1> devices{{{{0xB8}, {0xB8}, 8}}};
};

} // namespace pepin
