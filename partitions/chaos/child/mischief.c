#include "chaos.h"

/* An address to jump to, or to write to: none in the pool, where a child would lose what it has noted, and none in the program. What goes
 * wrong in this partition shall be what was meant to go wrong. */
uint32_t outside(household_t *household)
{
    for (;;) {
        const uint32_t address = junk(household);
        if (address < CODE || address >= STATISTICS + PAGE_SIZE)
            return address;
    }
}

/* Writes where the kernel reads: VIDT and contexts. */
void scribble(household_t *household)
{
    const uint32_t unused = STATE + PAGE_SIZE / 2;
    const uint32_t index = chance(household, 50) ? below(household, PIP_EVENT_MAGIC_INDEX) : FIRST_SAVE + 2 + below(household, SAVES - 2);
    if (index != 0) /* the start: without it the partition is soon replaced by a new one */
        ((uint32_t *) VIDT_VADDR)[index] = chance(household, 50) ? outside(household) : unused + below(household, PAGE_SIZE / 4);
    const uint32_t page = allocate(household);
    if (page != 0)
        for (uint32_t i = below(household, 64); i > 0; --i)
            ((uint32_t *) page)[below(household, PAGE_SIZE / 4)] = junk(household);
}
