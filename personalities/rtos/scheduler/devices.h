/* Devices that a task can have, which differ between machines: arch/.../devices.c. */
#ifndef RTOS_DEVICES_H
#define RTOS_DEVICES_H

#include <stdint.h>

#include "tasks.h"

enum { NO_DEVICE = 0 };

/* The device behind an interrupt line (0 to 63, as portmacro.h counts them). Lines that tasks cannot have are
 * NO_DEVICE's. */
uint32_t device_of(uint32_t line);
/* Lets a partition reach the device's registers; where it can already, nothing changes. 0 where that is not
 * possible. */
int give_device(const partition_t* partition, uint32_t device);
void take_device(const partition_t* partition, uint32_t device);
/* The lines that have interrupted where root is entered at `entry` of its VIDT, a bit for each. A device that
 * would go on interrupting until somebody has seen to it is kept from that. */
uint64_t taken_lines(pip_word_t entry);

#endif
