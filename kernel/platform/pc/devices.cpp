#include "devices.hpp"

#include "dma.hpp"
#include "pci.hpp"
#include "pic.hpp"
#include "pit.hpp"
#include "ports.hpp"

void pepin::devices_initialise(Word end_of_memory) {
    stop_isa_dma();
    open_ports_of_the_board();
    judge_devices(end_of_memory);
    remap_interrupts();
    start_timer();
}
