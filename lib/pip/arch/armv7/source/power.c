/* The watchdog of the power-management device (source: Raspberry Pi's firmware, which after a reset halts
 * where the six bits of "partition" 63 are set; QEMU ends then). */
#include "pip/power.h"

#include <stdint.h>

#include "pip/api.h"

enum {
    DEVICE = 0x3f100000, /* in root, devices are mapped where they are */
    RESET_CONTROL = 0x1c,
    RESET_STATUS = 0x20,
    WATCHDOG = 0x24,
};
#define PASSWORD 0x5a000000u

static volatile uint32_t* device_register(uint32_t offset) { return (volatile uint32_t*)(DEVICE + offset); }

void Pip_Power_Off(void) {
    /* Whoever has not got the device cannot. */
    if (Pip_MappedInChild_Result(DEVICE).error == PIP_ERROR_NONE) {
        const uint32_t halt = 0x555, full_reset = 0x20, reset_mask = 0x30, ticks = 10;
        *device_register(RESET_STATUS) = PASSWORD | *device_register(RESET_STATUS) | halt;
        *device_register(WATCHDOG) = PASSWORD | ticks;
        *device_register(RESET_CONTROL) =
            PASSWORD | (*device_register(RESET_CONTROL) & ~reset_mask) | full_reset;
    }
    for (;;) continue;
}
