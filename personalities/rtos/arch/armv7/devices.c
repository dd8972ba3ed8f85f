/* Devices of raspi2b, whose registers root has at their own addresses; so has the partition that one is given
 * to. Sources: BCM2835 ARM Peripherals, chapters 2 (auxiliary devices) and 12 (system timer). */
#include <pip/abi.h>
#include <pip/api.h>

#include "FreeRTOS.h"
#include "devices.h"
#include "task_memory.h"

enum { SYSTEM_TIMER = 0x3f003000, AUXILIARY = 0x3f215000 }; /* devices are named by their pages */

static volatile uint32_t* const timer_status = (volatile uint32_t*)SYSTEM_TIMER;
static volatile uint32_t* const auxiliary = (volatile uint32_t*)AUXILIARY;

uint32_t device_of(uint32_t line) {
    switch (line) {
    case portINTERRUPT_SYSTEM_TIMER_1:
    case portINTERRUPT_SYSTEM_TIMER_3: return SYSTEM_TIMER;
    case portINTERRUPT_CONSOLE: return AUXILIARY;
    default: return NO_DEVICE;
    }
}

int give_device(const partition_t* partition, uint32_t device) {
    if (!prepare(partition, device)) return 0;
    const uint32_t error =
        Pip_AddVAddr_Result(device, partition->descriptor, device, PIP_RIGHTS(1, 1, 0)).error;
    return error == PIP_ERROR_NONE ||
           (error == PIP_ERROR_HANDED_ON && Pip_MappedInChild_Result(device).value == partition->descriptor);
}

/* It stays with a partition that has handed it on to one of its own. */
void take_device(const partition_t* partition, uint32_t device) {
    Pip_RemoveVAddr_Result(partition->descriptor, device);
}

/* All peripherals share one entry, and interrupt for as long as they have a reason. The timer's matches are
 * acknowledged; the console's interrupts are turned off, until who has the device turns them on again; so are
 * the two other devices in its page. */
uint64_t taken_lines(pip_word_t entry) {
    enum { TIMERS = 1u << portINTERRUPT_SYSTEM_TIMER_1 | 1u << portINTERRUPT_SYSTEM_TIMER_3 };
    enum { PENDING = 0, ENABLED = 1, INTERRUPT_ENABLE = 17 }; /* registers, by words */
    enum { SERIAL = 1, OTHERS = 6 };                          /* the page's devices, by bits */
    if (entry != PIP_ARMV7_FIRST_INTERRUPT + PIP_ARMV7_PERIPHERALS) return 0;
    uint32_t taken = *timer_status & TIMERS; /* its bits have the lines' numbers */
    *timer_status = taken;
    const uint32_t pending = auxiliary[PENDING];
    if (pending & SERIAL) {
        auxiliary[INTERRUPT_ENABLE] = 0;
        taken |= 1u << portINTERRUPT_CONSOLE;
    }
    if (pending & OTHERS) auxiliary[ENABLED] &= ~(pending & OTHERS);
    return taken;
}
