/* Guarded partitions, and the event record: who may enter this partition and where, and why it was entered
 * last, by whom.
 *
 * Pip lets a child enter its parent through any entry of the parent's VIDT, as often as it likes. A *guarded*
 * partition opens the entries that it means to be entered through (Pip_Set_Entry in pip/vidt.h), and can be
 * entered through no others; a state that was saved is resumed once; and a record in the VIDT page, which the
 * kernel writes at each entry, says what has happened and who it was.
 *
 * libpip's start code turns the guard on before `main`. A program that was written for Pip's open VIDT calls
 * Pip_Event_Disable() first thing in `main`. Not in Pip. */
#ifndef PIP_EVENT_H
#define PIP_EVENT_H

#include <stdint.h>

#include "pip/abi.h"

/* The level of the parent in a record, where levels of descendants count from 1. */
#define PIP_EVENT_LEVEL_PARENT 0xffffffffu

typedef struct pip_event {
    uint32_t cause;  /* PIP_EVENT_CAUSE_YIELD, _FAULT, _SOFTWARE_INTERRUPT or _INTERRUPT */
    uint32_t vector; /* the index that a yield named, or the number of the fault or the interrupt */
    /* the descriptor of the child that it came from, or PIP_EVENT_SENDER_KERNEL, _PARENT or _ITSELF */
    uint32_t sender;
    uint32_t error;    /* of a fault: the processor's error code, else 0 */
    uint32_t address;  /* of a page fault: the address that was accessed, else 0 */
    uint32_t sequence; /* counts the records of this partition, modulo 2^32 */

    /* In a guarded partition; otherwise both are 0. */
    /* of the VIDT, through which the partition was entered: not `vector` where a fault arrives at entry 8 */
    uint32_t entry;
    /* who had the processor before: 0 this partition, 1 a child, 2 and more a descendant further below,
     * PIP_EVENT_LEVEL_PARENT the parent. For root's interrupts: who was interrupted. From 2 on the child in
     * between was not saved, and can only be entered where it waits */
    uint32_t level;
} pip_event_t;

#ifdef __cplusplus
extern "C" {
#endif

/* Makes this partition a guarded one, from the next entry on. Where it is one already, nothing changes;
 * otherwise the record is cleared. The VIDT page must be writable. Entries 1014 to 1022 of the VIDT are the
 * record's from then on, and the two low bits of all others say who may name them: an entry that was set
 * before is closed, but for faults and interrupts. */
void Pip_Event_Enable(void);

/* Back to Pip's open VIDT, without a record: the entries 1014 to 1022 are entries like any other, and entries
 * hold addresses alone. */
void Pip_Event_Disable(void);

/* Copies the latest record to `event`, all of it from the same entry even if interrupts go on meanwhile. A
 * partition that is resumed where an interrupt or a fault took the processor from it finds the record as it
 * was before. Knows the record of unguarded partitions, too, which PIP_EVENT_MAGIC in entry 1016 asks for.
 * Returns 1, or 0 if there is no record (`event` is untouched then). All fields are 0 before the first entry.
 */
int Pip_Event_Read(pip_event_t* event);

#ifdef __cplusplus
}
#endif

#endif
