/* Numbers that differ between architectures, under names that do not.
 *
 * Nobody may map pages below 1 MiB or above 1 GiB. Root gets the address of its information (pip/fpinfo.h) in
 * r0. The VIDT (pip/vidt.h) is at 0x3ffff000, and in it are
 *
 *   - at entries 0 to 2 the faults of children (undefined instruction, prefetch abort, data abort)
 *   - at entries 0 to 11 the hardware interrupts, in root only (8: peripherals, 11: timer); an event record
 *     tells them from faults. */
#ifndef PIP_ARCH_H
#define PIP_ARCH_H

#include "pip/abi.h"

#define PIP_WORD_BYTES 4
#define PIP_VIDT_ADDRESS PIP_ARMV7_VIDT
#define PIP_FPINFO_ADDRESS PIP_ARMV7_FPINFO
#define PIP_ROOT_IMAGE PIP_ARMV7_ROOT_IMAGE
#define PIP_LOW_END PIP_ARMV7_LOW_END          /* nobody maps anything below */
#define PIP_TABLE_LEVELS 1                     /* of tables below a partition's first one */
#define PIP_TABLE_SPAN 0x00100000              /* bytes that one set of three tables covers */
#define PIP_INDEX_LIMIT PIP_VIDT_LIMIT         /* indices of the VIDT from here on are refused */
#define PIP_EVENT_RECORD PIP_EVENT_ENTRY_INDEX /* the nine entries from here on are the record's */
#define PIP_RESUMER_ENTRY 255                  /* where Pip_Resume saves its caller */
#define PIP_ALWAYS_GUARDED 0                   /* whether there are no other partitions */
#define PIP_HAS_MODULES 0                      /* whether the boot information tells of modules */
#define PIP_FIRST_INTERRUPT_ENTRY PIP_ARMV7_FIRST_INTERRUPT /* of root's VIDT: where line 0 arrives */
#define PIP_INTERRUPT_LINES 12                              /* so many there are */
#define PIP_TIMER_ENTRY (PIP_ARMV7_FIRST_INTERRUPT + PIP_ARMV7_LOCAL_TIMER) /* of root's VIDT */
#define PIP_TIMER_FREQUENCY PIP_ARMV7_TIMER_FREQUENCY                       /* ticks in a second */
#define PIP_MEMORY_FAULT_ENTRY PIP_ARMV7_FAULT_DATA_ABORT                   /* of the parent's VIDT */
#define PIP_UNDEFINED_FAULT_ENTRY PIP_ARMV7_FAULT_UNDEFINED

#endif
