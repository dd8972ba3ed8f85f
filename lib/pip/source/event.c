#include "pip/event.h"

#include "pip/vidt.h"

static volatile uint32_t* vidt_words(void) { return (volatile uint32_t*)VIDT_VADDR; }

void Pip_Event_Enable(void) {
    if (vidt_words()[PIP_EVENT_MAGIC_INDEX] == PIP_EVENT_GUARDED_MAGIC) return;
    /* By Pip's rules a context may lie anywhere: what is left of such an address would open its entry. */
    for (uint32_t entry = 0; entry < PIP_EVENT_ENTRY_INDEX; ++entry)
        vidt_words()[entry] &= ~(uint32_t)PIP_OPEN_MASK;
    Pip_Guard_Vidt((void*)VIDT_VADDR);
}

void Pip_Event_Disable(void) { vidt_words()[PIP_EVENT_MAGIC_INDEX] = 0; }

int Pip_Event_Read(pip_event_t* event) {
    const volatile uint32_t* words = vidt_words();
    const uint32_t magic = words[PIP_EVENT_MAGIC_INDEX];
    if (magic != PIP_EVENT_GUARDED_MAGIC && magic != PIP_EVENT_MAGIC) return 0;
    do { /* an entry in the middle of copying changes the sequence number: copy again */
        event->sequence = words[PIP_EVENT_SEQUENCE_INDEX];
        event->cause = words[PIP_EVENT_CAUSE_INDEX];
        event->vector = words[PIP_EVENT_VECTOR_INDEX];
        event->sender = words[PIP_EVENT_SENDER_INDEX];
        event->error = words[PIP_EVENT_ERROR_INDEX];
        event->address = words[PIP_EVENT_ADDRESS_INDEX];
        event->entry = words[PIP_EVENT_ENTRY_INDEX];
        event->level = words[PIP_EVENT_LEVEL_INDEX];
    } while (event->sequence != words[PIP_EVENT_SEQUENCE_INDEX]);
    if (magic == PIP_EVENT_MAGIC)
        event->entry = event->level = 0; /* pointers to contexts, as far as this record is concerned */
    return 1;
}
