/* Guarded partitions, and the event record: who may enter this partition and where, and why it was entered
 * last, by whom.
 *
 * Pip lets a child enter its parent through any entry of the parent's VIDT, as often as it likes. A *guarded*
 * partition opens the entries that it means to be entered through (Pip_Set_Entry in pip/vidt.h), and can be
 * entered through no others; a state that was saved is resumed once; and a record in the VIDT page, which the
 * kernel writes at each entry, says what has happened and who it was.
 *
 * libpip's start code turns the guard on before `main`. A program that was written for Pip's open VIDT calls
 * Pip_Event_Disable() first thing in `main`. Where all partitions are guarded (PIP_ALWAYS_GUARDED in
 * pip/arch.h) there is no open VIDT to go back to: the kernel writes the record in any case. Not in Pip. */
#ifndef PIP_EVENT_H
#define PIP_EVENT_H

#include "pip/abi.h"
#include "pip/word.h"

/* The level of the parent in a record, where levels of descendants count from 1. */
#define PIP_EVENT_LEVEL_PARENT PIP_WORD_MAX

/* Where in the VIDT the words of the record are. */
#define PIP_RECORD_ENTRY PIP_RECORD_INDEX(ENTRY)
#define PIP_RECORD_LEVEL PIP_RECORD_INDEX(LEVEL)
#define PIP_RECORD_MAGIC PIP_RECORD_INDEX(MAGIC)
#define PIP_RECORD_CAUSE PIP_RECORD_INDEX(CAUSE)
#define PIP_RECORD_VECTOR PIP_RECORD_INDEX(VECTOR)
#define PIP_RECORD_SENDER PIP_RECORD_INDEX(SENDER)
#define PIP_RECORD_ERROR PIP_RECORD_INDEX(ERROR)
#define PIP_RECORD_ADDRESS PIP_RECORD_INDEX(ADDRESS)
#define PIP_RECORD_SEQUENCE PIP_RECORD_INDEX(SEQUENCE)
/* The order is the same on every architecture. */
#define PIP_RECORD_INDEX(word) (PIP_EVENT_RECORD + PIP_EVENT_##word##_INDEX - PIP_EVENT_ENTRY_INDEX)

typedef struct pip_event {
    /* PIP_EVENT_CAUSE_YIELD, _FAULT, _SOFTWARE_INTERRUPT or _INTERRUPT; or, where the architecture forwards
     * calls of services that there are none of (pip/arch_api.h), _CALL */
    pip_word_t cause;
    pip_word_t vector; /* the index that a yield named, or the number of the fault or the interrupt */
    /* the descriptor of the child that it came from, or PIP_EVENT_SENDER_KERNEL, _PARENT or _ITSELF */
    pip_word_t sender;
    pip_word_t error;    /* of a fault: the processor's error code; of a call: its number; else 0 */
    pip_word_t address;  /* of a page fault: the address that was accessed, else 0 */
    pip_word_t sequence; /* counts the records of this partition, as far as a word goes */

    /* In a guarded partition; otherwise both are 0. */
    /* of the VIDT, through which the partition was entered: not `vector` where a fault arrives at entry 8 */
    pip_word_t entry;
    /* who had the processor before: 0 this partition, 1 a child, 2 and more a descendant further below,
     * PIP_EVENT_LEVEL_PARENT the parent. For root's interrupts: who was interrupted. From 2 on the child in
     * between was not saved, and can only be entered where it waits */
    pip_word_t level;
} pip_event_t;

#ifdef __cplusplus
extern "C" {
#endif

/* Makes this partition a guarded one, from the next entry on. Where it is one already, nothing changes;
 * otherwise the record is cleared. The VIDT page must be writable. The nine entries from PIP_EVENT_RECORD on
 * are the record's from then on, and the two low bits of all others say who may name them: an entry that was
 * set before is closed, but for faults and interrupts. Where partitions are always guarded, entries stay as
 * they are. */
void Pip_Event_Enable(void);

/* Back to Pip's open VIDT, without a record: the record's entries are entries like any other, and entries
 * hold addresses alone. Does nothing where partitions are always guarded. */
void Pip_Event_Disable(void);

/* Copies the latest record to `event`, all of it from the same entry even if interrupts go on meanwhile. A
 * partition that is resumed where an interrupt or a fault took the processor from it finds the record as it
 * was before. Knows the record of unguarded partitions, too, which PIP_EVENT_MAGIC in PIP_RECORD_MAGIC asks
 * for. Returns 1, or 0 if there is no record (`event` is untouched then). All fields are 0 before the first
 * entry.
 */
int Pip_Event_Read(pip_event_t* event);

#ifdef __cplusplus
}
#endif

#endif
