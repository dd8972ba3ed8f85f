/* Devices of a PC. Their lines are edge-triggered and acknowledged by the kernel: a device that nobody sees
 * to is silent. */
#include <pip/api.h>
#include <pip/vidt.h>

#include "FreeRTOS.h"
#include "devices.h"

enum { CONSOLE = 1, REAL_TIME_CLOCK, DEVICES, LINES = 16 };

/* A device's number is also that of the entry which its ports have in a partition's list of rights; entry 0
 * is there already. */
static const struct {
    uint32_t first_port, last_port;
} ports[DEVICES] = {[CONSOLE] = {0x3f8, 0x3ff}, [REAL_TIME_CLOCK] = {0x70, 0x71}};

uint32_t device_of(uint32_t line) {
    return line == portINTERRUPT_CONSOLE           ? CONSOLE
           : line == portINTERRUPT_REAL_TIME_CLOCK ? REAL_TIME_CLOCK
                                                   : NO_DEVICE;
}

int give_device(const partition_t* partition, uint32_t device) {
    return Pip_Set_Ports_Result(partition->descriptor, device, ports[device].first_port,
                                ports[device].last_port)
               .error == PIP_ERROR_NONE;
}

void take_device(const partition_t* partition, uint32_t device) {
    Pip_Set_Ports_Result(partition->descriptor, device, 1, 0);
}

uint64_t taken_lines(pip_word_t entry) {
    return entry - PIP_VIDT_FIRST_INTERRUPT < LINES ? 1u << (entry - PIP_VIDT_FIRST_INTERRUPT) : 0;
}
