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

#define PIP_WORD_BYTES 4
#define PIP_VIDT_ADDRESS PIP_I386_VIDT
#define PIP_FPINFO_ADDRESS PIP_I386_FPINFO
#define PIP_ROOT_IMAGE PIP_I386_ROOT_IMAGE
#define PIP_LOW_END PIP_I386_LOW_END           /* nobody maps anything below */
#define PIP_TABLE_LEVELS 1                     /* of tables below a partition's first one */
#define PIP_TABLE_SPAN 0x00400000              /* bytes that one set of three tables covers */
#define PIP_INDEX_LIMIT PIP_VIDT_LIMIT         /* indices of the VIDT from here on are refused */
#define PIP_EVENT_RECORD PIP_EVENT_ENTRY_INDEX /* the nine entries from here on are the record's */
#define PIP_RESUMER_ENTRY 255                  /* where Pip_Resume saves its caller */
#define PIP_ALWAYS_GUARDED 0                   /* whether there are no other partitions */
#define PIP_HAS_MODULES 0                      /* whether the boot information tells of modules */
#define PIP_FIRST_INTERRUPT_ENTRY PIP_VIDT_FIRST_INTERRUPT     /* of root's VIDT: where line 0 arrives */
#define PIP_INTERRUPT_LINES 16                                 /* so many there are */
#define PIP_TIMER_ENTRY PIP_VIDT_FIRST_INTERRUPT               /* of root's VIDT */
#define PIP_TIMER_FREQUENCY (1193182 / PIP_I386_TIMER_DIVISOR) /* ticks in a second */
#define PIP_MEMORY_FAULT_ENTRY 14                              /* of the parent's VIDT: a page fault */
#define PIP_UNDEFINED_FAULT_ENTRY 6                            /* ... an invalid opcode */

#endif
