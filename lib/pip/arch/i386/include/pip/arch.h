/* Numbers that differ between architectures, under names that do not. */
#ifndef PIP_ARCH_H
#define PIP_ARCH_H

#include "pip/abi.h"

#define PIP_VIDT_ADDRESS PIP_I386_VIDT
#define PIP_ROOT_IMAGE PIP_I386_ROOT_IMAGE
#define PIP_LOW_END PIP_I386_LOW_END                           /* nobody maps anything below */
#define PIP_TABLE_SPAN 0x00400000                              /* bytes that one set of three tables covers */
#define PIP_TIMER_ENTRY PIP_VIDT_FIRST_INTERRUPT               /* of root's VIDT */
#define PIP_TIMER_FREQUENCY (1193182 / PIP_I386_TIMER_DIVISOR) /* ticks in a second */
#define PIP_MEMORY_FAULT_ENTRY 14                              /* of the parent's VIDT: a page fault */
#define PIP_UNDEFINED_FAULT_ENTRY 6                            /* ... an invalid opcode */

#endif
