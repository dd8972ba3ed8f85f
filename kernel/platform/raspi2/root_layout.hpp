// What root finds at boot on ARMv7: addresses, its first context, its devices. Source: Pip's ABI on ARMv7
// (docs/abi.md); used by boot/root_partition.cpp. Devices: BCM2835 ARM Peripherals, chapter 1.2, with ARM's
// addresses of the BCM2836.
#pragma once

#include <array>

#include "core/partition.hpp"

namespace pepin {

struct RootLayout {
    static constexpr Page image{PIP_ARMV7_ROOT_IMAGE >> Architecture::page_bits};
    static constexpr Page fpinfo{PIP_ARMV7_FPINFO >> Architecture::page_bits};
    static constexpr Page stack{PIP_ARMV7_ROOT_STACK >> Architecture::page_bits}; // the highest page
    static constexpr Word stack_pages = PIP_ARMV7_ROOT_STACK_PAGES;
    static constexpr Page vidt{Architecture::vidt_page};
    static constexpr UserAddress context{PIP_ARMV7_ROOT_CONTEXT};

    // Pages behind the image, up to here, can be root's memory.
    static constexpr Page memory_limit{PIP_ARMV7_DEVICES >> Architecture::page_bits};
    static constexpr Page image_limit = memory_limit;
    [[nodiscard]] static constexpr Page memory_behind(Page image_end) { return image_end; }

    // Entries of the VIDT that lead to the first context.
    static constexpr std::array<Word, 2> context_indices{0, PIP_VIDT_FIRST_INTERRUPT};

    [[nodiscard]] static constexpr std::array<Word, Architecture::context_words> first_context(Word entry) {
        std::array<Word, Architecture::context_words> words{};
        words[PIP_ARMV7_CONTEXT_PC / 4] = entry & ~Word{1};
        // an odd entry is Thumb code
        words[PIP_ARMV7_CONTEXT_SPSR / 4] = Architecture::masked_flags | (entry & 1) << 5;
        words[PIP_ARMV7_CONTEXT_SP / 4] = context.value;
        words[PIP_ARMV7_CONTEXT_R0 / 4] = fpinfo.address();
        return words;
    }

    struct Device {
        Page page;
        Frame frame;
        Word count;
    };

    // Each at its own address: devices that cannot reach memory by themselves. Not among them, and nobody's:
    // the DMA controllers, USB, the SD controller EMMC, video and 3D, which all can; the page 0x3F00B000 of
    // the interrupt controller, since the mailbox in it makes the graphics processor do it; and the local
    // controller at 0x40000000, which is the kernel's.
    static constexpr std::array<Device, 13> devices{{
        {{0x3F003}, {0x3F003}, 1}, // system timer
        {{0x3F100}, {0x3F100}, 1}, // power management: watchdog, reset, off
        {{0x3F104}, {0x3F104}, 1}, // random numbers
        {{0x3F200}, {0x3F200}, 1}, // GPIO
        {{0x3F201}, {0x3F201}, 1}, // first UART
        {{0x3F203}, {0x3F203}, 1}, // I2S
        {{0x3F204}, {0x3F204}, 1}, // SPI
        {{0x3F205}, {0x3F205}, 1}, // I2C 0
        {{0x3F20C}, {0x3F20C}, 1}, // pulse-width modulation
        {{0x3F212}, {0x3F212}, 1}, // thermometer
        {{0x3F215}, {0x3F215}, 1}, // second UART, the console, and two more SPI
        {{0x3F804}, {0x3F804}, 1}, // I2C 1
        {{0x3F805}, {0x3F805}, 1}, // I2C 2
    }};
};

} // namespace pepin
