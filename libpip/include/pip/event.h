/* The event record: why this partition was entered last, and by whom. The kernel writes it into the VIDT page of a partition that asked
 * for it, at each entry. It tells a real interrupt from a forged one: any child may yield to any entry of its parent's VIDT.
 * Not in Pip; partitions that do not ask see nothing. */
#ifndef PIP_EVENT_H
#define PIP_EVENT_H

#include <stdint.h>

#include "pip/abi.h"

typedef struct pip_event {
    uint32_t cause;    /* PIP_EVENT_CAUSE_YIELD, _FAULT, _SOFTWARE_INTERRUPT or _INTERRUPT */
    uint32_t vector;   /* the index of the VIDT through which the partition was entered or the fault's or interrupt's number */
    uint32_t sender;   /* the descriptor of the child that it came from, or PIP_EVENT_SENDER_KERNEL, _PARENT or _ITSELF */
    uint32_t error;    /* of a fault: the processor's error code, else 0 */
    uint32_t address;  /* of a page fault: the address that was accessed, else 0 */
    uint32_t sequence; /* counts the entries, modulo 2^32 */
} pip_event_t;

#ifdef __cplusplus
extern "C" {
#endif

/* Asks for the record from the next entry on; nothing can fail as long as the VIDT page is mapped. Uses entries 1016 to 1022 of the
 * VIDT. */
void Pip_Event_Enable(void);

/* Gives those entries back. */
void Pip_Event_Disable(void);

/* Copies the latest record to `event`, all of it from the same entry even if interrupts go on meanwhile.
 * Returns 1, or 0 if the record is not enabled (`event` is untouched then). All fields are 0 before the first entry. */
int Pip_Event_Read(pip_event_t *event);

#ifdef __cplusplus
}
#endif

#endif
