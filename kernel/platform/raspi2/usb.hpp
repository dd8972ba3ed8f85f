// The USB controller. Source: Linux, drivers/usb/dwc2/hw.h and core.c (DesignWare USB 2.0 OTG).
#pragma once

namespace pepin {

// The USB controller reads and writes memory by itself, and a loader that starts from USB leaves it at work.
// What needs no answer goes first, no DMA, no interrupt, and no channel that has a packet to send or to
// receive; then the reset, for which the time is limited, since the controller may be without power.
void stop_usb();

} // namespace pepin
