#include "devices.hpp"

#include "dma.hpp"
#include "interrupts.hpp"
#include "pci.hpp"
#include "pit.hpp"
#include "ports.hpp"

void pepin::devices_initialise(std::span<const boot::FrameRange> taken) {
    stop_isa_dma();
    open_ports_of_the_board();
    judge_devices(taken);
    remap_interrupts();
    start_timer();
}
