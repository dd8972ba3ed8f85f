// Root on a machine of test code: as on raspi2b, but its device lies within the little memory that there is.
#pragma once

#include <array>

#include "core/ports.hpp"

namespace pepin {

struct RootLayout {
    static constexpr Page image{PIP_ARMV7_ROOT_IMAGE >> Architecture::page_bits};
    static constexpr Page fpinfo{PIP_ARMV7_FPINFO >> Architecture::page_bits};
    static constexpr Page stack{PIP_ARMV7_ROOT_STACK >> Architecture::page_bits}; // the highest page
    static constexpr Word stack_pages = PIP_ARMV7_ROOT_STACK_PAGES;
    static constexpr Page vidt{Architecture::vidt_page};
    static constexpr UserAddress context{PIP_ARMV7_ROOT_CONTEXT};
    static constexpr Page memory_limit{PIP_ARMV7_DEVICES >> Architecture::page_bits};
    static constexpr Page image_limit = memory_limit;
    [[nodiscard]] static constexpr Page memory_behind(Page image_end) { return image_end; }
    static constexpr std::array<Word, 2> context_indices{0, PIP_VIDT_FIRST_INTERRUPT};

    [[nodiscard]] static constexpr std::array<Word, Architecture::context_words> first_context(Word entry) {
        std::array<Word, Architecture::context_words> words{};
        words[PIP_ARMV7_CONTEXT_PC / 4] = entry;
        words[PIP_ARMV7_CONTEXT_SP / 4] = context.value;
        return words;
    }

    struct Device {
        Page page;
        Frame frame;
        Word count;
    };
    static constexpr std::array<Device, 1> devices{
        {{{PIP_ARMV7_DEVICES >> Architecture::page_bits}, {0x30}, 8}}};

    // The core has rights to ports on every architecture; here they are those of i386, for the tests.
    static constexpr std::array<PortRange, 6> ports{{
        {0x00F8, 0x04D0 - 0x00F8},
        {0x04D2, 0x0510 - 0x04D2},
        {0x051C, 0x5658 - 0x051C},
        {0x565C, port_count - 0x565C},
        {0x0040, 0x0080 - 0x0040},
        {0x00E0, 0x00F4 - 0x00E0},
    }};
};

} // namespace pepin
