#include "devices.hpp"

#include "dma.hpp"
#include "interrupts.hpp"
#include "pci.hpp"
#include "pci_windows.hpp"
#include "pit.hpp"
#include "ports.hpp"

void pepin::devices_initialise(std::span<const boot::FrameRange> taken) {
    stop_isa_dma();
    open_ports_of_the_board();
    start_judging(taken);
    judge_devices();
    remap_interrupts();
    start_timer();
}
