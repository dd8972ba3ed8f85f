// What root finds at boot on i386: addresses, its first context, its devices and its ports. Source: Pip's ABI on
// x86 (docs/abi.md); used by boot/root_partition.cpp.
#pragma once

#include <array>

#include "core/ports.hpp"

namespace pepin {

struct RootLayout {
    static constexpr Page image{PIP_I386_ROOT_IMAGE >> Architecture::page_bits};
    static constexpr Page fpinfo{PIP_I386_FPINFO >> Architecture::page_bits};
    static constexpr Page stack{PIP_I386_ROOT_STACK >> Architecture::page_bits};
    static constexpr Page vidt{Architecture::vidt_page};
    static constexpr UserAddress context{PIP_I386_ROOT_CONTEXT};

    // Pages behind the image, up to here, can be root's memory.
    static constexpr Page memory_limit{0xC0000000 >> Architecture::page_bits};

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

    // Every port but those of the interrupt controllers (0x20, 0xA0, with the addresses at which chipsets show them again,
    // and 0x4D0), of the ISA DMA controllers and their page registers (0x00, 0x80, 0xC0), with them the fast switch of
    // address line 20 (0x92) and software's call of the firmware's system management mode (0xB2), and of the emulators: the exit
    // (0xF4), the configuration device, which copies to any physical address (0x510), the backdoor, which writes registers of the code
    // that uses it (0x5658), what a patched system tells the interrupt controller's (0x7E), memory modules, whose driver names a physical address to be
    // written (0xA18); and the address line and reset of some chipsets (0xEE, 0xEF). What is asked for most stands first.
    static constexpr std::array<PortRange, 8> ports{{
        {0x00F8, 0x04D0 - 0x00F8},
        {0x04D2, 0x0510 - 0x04D2},
        {0x051C, 0x0A18 - 0x051C},
        {0x0A1C, 0x5658 - 0x0A1C},
        {0x565C, port_count - 0x565C},
        {0x0040, 0x007E - 0x0040},
        {0x00E0, 0x00EE - 0x00E0},
        {0x00F0, 0x00F4 - 0x00F0},
    }};
    static_assert(ports.size() <= port_range_count);
};

} // namespace pepin
