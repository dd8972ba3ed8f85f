#include "dma.hpp"

#include "arch/x86/io.hpp"

void pepin::stop_isa_dma() {
    constexpr Word clear[] = {0x0D, 0xDA}, masks[] = {0x0F, 0xDE}, all_channels = 0x0F;
    for (const Word port : clear) out_byte(port, 0);
    for (const Word port : masks) out_byte(port, all_channels);
}
