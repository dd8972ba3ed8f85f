#include "devices.hpp"

#include "dma.hpp"
#include "interrupts.hpp"
#include "local_timer.hpp"
#include "usb.hpp"

void pepin::devices_initialise() {
    stop_dma();
    stop_usb();
    route_interrupts();
    start_local_timer();
}
