/* Numbers that differ between architectures, under names that do not. */
#ifndef PIP_ARCH_H
#define PIP_ARCH_H

#include "pip/abi.h"

#define PIP_VIDT_ADDRESS PIP_ARMV7_VIDT
#define PIP_ROOT_IMAGE PIP_ARMV7_ROOT_IMAGE
#define PIP_LOW_END PIP_ARMV7_LOW_END /* nobody maps anything below */
#define PIP_TABLE_SPAN 0x00100000     /* bytes that one set of three tables covers */
#define PIP_TIMER_ENTRY (PIP_ARMV7_FIRST_INTERRUPT + PIP_ARMV7_LOCAL_TIMER) /* of root's VIDT */
#define PIP_TIMER_FREQUENCY PIP_ARMV7_TIMER_FREQUENCY                       /* ticks in a second */
#define PIP_MEMORY_FAULT_ENTRY PIP_ARMV7_FAULT_DATA_ABORT                   /* of the parent's VIDT */
#define PIP_UNDEFINED_FAULT_ENTRY PIP_ARMV7_FAULT_UNDEFINED

#endif
