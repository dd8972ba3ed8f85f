/* Numbers that differ between architectures, under names that do not.
 *
 * Nobody may map pages below 0x110000, from 0xfee00000 to 0xfeffffff, or above 512 GiB. Root gets the address
 * of its information (pip/fpinfo.h) in RDI. The VIDT (pip/vidt.h) is at 0x7ffffff000, and in it are
 *
 *   - at entries 0 to 20 the faults of children (13: general protection, 14: page fault, ...)
 *   - at entry 31 calls of children that are no services (pip/arch_api.h)
 *   - at entries 32 to 47 the hardware interrupts, in root only (32: timer, 33: keyboard, ...)
 *   - at entries 48 to 245 each `int n` of a child.
 *
 * The second half of its page is the partition's, for contexts or whatever it likes. */
#ifndef PIP_ARCH_H
#define PIP_ARCH_H

#include "pip/abi.h"

#define PIP_WORD_BYTES PIP_X86_64_WORD_BYTES
#define PIP_VIDT_ADDRESS PIP_X86_64_VIDT
#define PIP_FPINFO_ADDRESS PIP_X86_64_FPINFO
#define PIP_ROOT_IMAGE PIP_X86_64_ROOT_IMAGE
#define PIP_LOW_END PIP_X86_64_LOW_END        /* nobody maps anything below */
#define PIP_TABLE_LEVELS 2                    /* of tables below a partition's first one */
#define PIP_TABLE_SPAN 0x00200000             /* bytes that one set of three tables covers, of the lowest */
#define PIP_INDEX_LIMIT PIP_X86_64_VIDT_LIMIT /* indices of the VIDT from here on are refused */
#define PIP_EVENT_RECORD PIP_X86_64_EVENT_RECORD /* the nine entries from here on are the record's */
#define PIP_RESUMER_ENTRY 245                    /* where Pip_Resume saves its caller */
#define PIP_ALWAYS_GUARDED 1                     /* whether there are no other partitions */
#define PIP_HAS_MODULES 1                        /* whether the boot information tells of modules */
#define PIP_FIRST_INTERRUPT_ENTRY PIP_VIDT_FIRST_INTERRUPT       /* of root's VIDT: where line 0 arrives */
#define PIP_INTERRUPT_LINES 16                                   /* so many there are */
#define PIP_TIMER_ENTRY PIP_VIDT_FIRST_INTERRUPT                 /* of root's VIDT */
#define PIP_TIMER_FREQUENCY (1193182 / PIP_X86_64_TIMER_DIVISOR) /* ticks in a second */
#define PIP_MEMORY_FAULT_ENTRY 14                                /* of the parent's VIDT: a page fault */
#define PIP_UNDEFINED_FAULT_ENTRY 6                              /* ... an invalid opcode */

#endif
