#include <pip/event.h>

#include "chaos.h"

/* An address to jump to, or to write to: none in the pool, where a child would lose what it has noted, and
 * none in the program. What goes wrong in this partition shall be what was meant to go wrong. */
pip_word_t outside(household_t* household) {
    for (;;) {
        const pip_word_t address = junk(household);
        if (address < CODE || address >= STATISTICS + PAGE_SIZE) return address;
    }
}

/* Takes the guard off, or puts it on, or has a record without it, until the next start. */
static void change_guard(household_t* household) {
    static const uint32_t magics[] = {0, PIP_EVENT_MAGIC, PIP_EVENT_GUARDED_MAGIC};
    const uint32_t magic = magics[below(household, sizeof magics / sizeof *magics)];
    VIDT[0] = Pip_Open(&((state_t*)STATE)->start,
                       PIP_ALWAYS_GUARDED || magic == PIP_EVENT_GUARDED_MAGIC ? PIP_OPEN_TO_PARENT : 0);
    ((volatile pip_word_t*)VIDT_VADDR)[PIP_RECORD_MAGIC] = magic;
}

/* Writes where the kernel reads: VIDT and contexts. */
void scribble(household_t* household) {
    if (chance(household, 10)) change_guard(household);
    const pip_word_t unused = (ROOM_IN_VIDT && chance(household, 50) ? VIDT_VADDR : STATE) + PAGE_SIZE / 2;
    const uint32_t index = chance(household, 50) ? below(household, PIP_EVENT_RECORD)
                                                 : FIRST_SAVE + 2 + below(household, SAVES - 2);
    if (index != 0) /* the start: without it the partition is soon replaced by a new one */
        ((pip_word_t*)VIDT_VADDR)[index] =
            chance(household, 50) ? outside(household) : unused + below(household, PAGE_SIZE / 4);
    const pip_word_t page = allocate(household);
    if (page != 0)
        for (uint32_t i = below(household, 64); i > 0; --i)
            ((pip_word_t*)page)[below(household, PAGE_SIZE / sizeof(pip_word_t))] = junk(household);
}
