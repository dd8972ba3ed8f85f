// The DMA controllers of the BCM2835. Source: BCM2835 ARM Peripherals, 4.2.1.2.
#pragma once

namespace pepin {

// What the loader has left running could go on to write memory. Channels that the graphics processor's
// firmware keeps for itself are left to it, which has all memory anyhow.
void stop_dma();

} // namespace pepin
