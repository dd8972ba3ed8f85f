/* Numbers that differ between architectures, under names that do not.
 *
 * Nobody may map pages below 4 MiB or in the kernel's window, 0xc1000000 to 0xfeffffff. Root gets the address
 * of its information (pip/fpinfo.h) in EBX. The VIDT (pip/vidt.h) is at 0xfffff000, and in it are
 *
 *   - at entries 0 to 20 the faults of children (13: general protection, 14: page fault, ...)
 *   - at entries 32 to 47 the hardware interrupts, in root only (32: timer, 33: keyboard, ...)
 *   - at entries 48 to 255 each `int n` of a child. */
#ifndef PIP_ARCH_H
#define PIP_ARCH_H

#include "pip/abi.h"

#define PIP_VIDT_ADDRESS PIP_I386_VIDT
#define PIP_FPINFO_ADDRESS PIP_I386_FPINFO
#define PIP_ROOT_IMAGE PIP_I386_ROOT_IMAGE
#define PIP_LOW_END PIP_I386_LOW_END                           /* nobody maps anything below */
#define PIP_TABLE_SPAN 0x00400000                              /* bytes that one set of three tables covers */
#define PIP_TIMER_ENTRY PIP_VIDT_FIRST_INTERRUPT               /* of root's VIDT */
#define PIP_TIMER_FREQUENCY (1193182 / PIP_I386_TIMER_DIVISOR) /* ticks in a second */
#define PIP_MEMORY_FAULT_ENTRY 14                              /* of the parent's VIDT: a page fault */
#define PIP_UNDEFINED_FAULT_ENTRY 6                            /* ... an invalid opcode */

#endif
