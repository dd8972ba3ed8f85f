#include "pip/event.h"

#include "pip/vidt.h"

static volatile pip_word_t* vidt_words(void) { return (volatile pip_word_t*)VIDT_VADDR; }

void Pip_Event_Enable(void) {
    if (vidt_words()[PIP_RECORD_MAGIC] == PIP_EVENT_GUARDED_MAGIC) return;
    /* By Pip's rules a context may lie anywhere: what is left of such an address would open its entry. */
    if (!PIP_ALWAYS_GUARDED)
        for (pip_word_t entry = 0; entry < PIP_EVENT_RECORD; ++entry)
            vidt_words()[entry] &= ~(pip_word_t)PIP_OPEN_MASK;
    Pip_Guard_Vidt((void*)VIDT_VADDR);
}

void Pip_Event_Disable(void) {
    if (!PIP_ALWAYS_GUARDED) vidt_words()[PIP_RECORD_MAGIC] = 0;
}

int Pip_Event_Read(pip_event_t* event) {
    const volatile pip_word_t* words = vidt_words();
    const pip_word_t magic = words[PIP_RECORD_MAGIC];
    if (!PIP_ALWAYS_GUARDED && magic != PIP_EVENT_GUARDED_MAGIC && magic != PIP_EVENT_MAGIC) return 0;
    do { /* an entry in the middle of copying changes the sequence number: copy again */
        event->sequence = words[PIP_RECORD_SEQUENCE];
        event->cause = words[PIP_RECORD_CAUSE];
        event->vector = words[PIP_RECORD_VECTOR];
        event->sender = words[PIP_RECORD_SENDER];
        event->error = words[PIP_RECORD_ERROR];
        event->address = words[PIP_RECORD_ADDRESS];
        event->entry = words[PIP_RECORD_ENTRY];
        event->level = words[PIP_RECORD_LEVEL];
    } while (event->sequence != words[PIP_RECORD_SEQUENCE]);
    if (!PIP_ALWAYS_GUARDED && magic == PIP_EVENT_MAGIC)
        event->entry = event->level = 0; /* pointers to contexts, as far as this record is concerned */
    return 1;
}
