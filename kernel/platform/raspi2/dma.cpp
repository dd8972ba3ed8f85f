#include "dma.hpp"

#include "mmio.hpp"

void pepin::stop_dma() {
    constexpr Word first_channel = 0x3F007000, next_channel = 0x100, channels = 15, of_the_processor = 0x7F35,
                   reset = 1U << 31;
    for (Word channel = 0; channel < channels; ++channel)
        if ((of_the_processor & 1U << channel) != 0)
            register_at(first_channel + channel * next_channel) = reset;
}
