// The two 8237 DMA controllers of the ISA bus.
#pragma once

namespace pepin {

// A channel that firmware has used stays open: the BIOS reads a floppy, and whoever has the floppy
// controller's ports could go on with that transfer.
void stop_isa_dma();

} // namespace pepin
