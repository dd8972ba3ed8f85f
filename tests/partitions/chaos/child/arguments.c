#include "chaos.h"

/* If all bits of a word of 64 were equally random, hardly any would be an address. */
pip_word_t any_word(household_t* household) {
    uint64_t word = any(household);
    if (sizeof(pip_word_t) > sizeof(uint32_t)) word = (word << 32 | any(household)) >> below(household, 64);
    return (pip_word_t)word;
}

pip_word_t junk(household_t* household) {
    const pip_word_t page = any_word(household) & -(pip_word_t)PAGE_SIZE;
    switch (below(household, 16)) {
    case 0: return 0;
    case 1: return 1;
    case 2: return PAGE_SIZE - 1;
    case 3: return PAGE_SIZE;
    case 4: return PIP_LOW_END - PAGE_SIZE;
    case 5: return FIRST_RESERVED;
    case 6: return FIRST_RESERVED + (page >> 4);
    case 7: return LAST_RESERVED;
    case 8: return PIP_WORD_MAX;
    case 9: return pool_page(household) + below(household, PAGE_SIZE);
    case 10: return CODE + below(household, CODE_PAGES) * (pip_word_t)PAGE_SIZE;
    case 11: return chance(household, 90) ? STACK : VIDT_VADDR;
    case 12:
    case 13: return page;
    default: return any_word(household);
    }
}

pip_word_t pool_page(household_t* household) {
    return household->pool + below(household, household->pool_pages) * (pip_word_t)PAGE_SIZE;
}

static pip_word_t descriptor(household_t* household) {
    if (household->empty != 0 && chance(household, 30)) return household->empty;
    for (uint32_t tries = 0; tries < 4; ++tries) {
        const slot_t* slot = &household->slots[below(household, SLOTS)];
        if (slot->descriptor != 0) return slot->descriptor;
    }
    return pool_page(household);
}

/* Somewhere that a child has something, or could have. */
static pip_word_t child_page(household_t* household) {
    static const pip_word_t others[] = OTHER_TABLES;
    const uint32_t which = below(household, 8);
    switch (which) {
    case 0:
    case 1:
    case 2: return others[which] + below(household, 4) * (pip_word_t)PAGE_SIZE; /* in other tables */
    case 3:
        return chance(household, 10) ? CODE + below(household, MOST_POOL_PAGES) * (pip_word_t)PAGE_SIZE
                                     : POOL + household->pool_pages * (pip_word_t)PAGE_SIZE;
    default: return POOL + below(household, household->pool_pages) * (pip_word_t)PAGE_SIZE;
    }
}

static uint32_t port(household_t* household) {
    static const uint16_t ports[] = {
        CONSOLE_SCRATCH, CONSOLE_SCRATCH - 3, 0x20, 0x40, 0x60, 0x604, 0xcf8, 0xfffc, 0xffff};
    return chance(household, 90) ? ports[below(household, sizeof ports / sizeof *ports)]
                                 : below(household, 0x10000);
}

/* A list for prepare: three pages, or a list that is broken. */
static pip_word_t list(household_t* household) {
    pip_word_t first = 0;
    for (uint32_t i = 0; i < 3; ++i) {
        const pip_word_t page = allocate(household);
        if (page == 0) return pool_page(household);
        *(pip_word_t*)page = chance(household, 95) ? first : junk(household);
        first = page;
    }
    return first;
}

static void plausible_arguments(household_t* household, uint32_t service, pip_word_t a[6]) {
    a[0] = descriptor(household);
    switch (service) {
    case PIP_SERVICE_CREATE_PARTITION:
        for (uint32_t i = 0; i < 5; ++i) a[i] = allocate(household);
        break;
    case PIP_SERVICE_PREPARE:
        a[2] = list(household);
        a[1] = child_page(household);
        break;
    case PIP_SERVICE_ADD_VADDR:
        a[1] = a[0];
        a[0] = allocate(household);
        a[2] = household->last = child_page(household);
        a[3] = !chance(household, 5);
        a[4] = below(household, 2);
        a[5] = !chance(household, 5);
        break;
    case PIP_SERVICE_SET_INT_STATE: a[0] = below(household, 2); break;
    case PIP_SERVICE_MAPPED_IN_CHILD: a[0] = pool_page(household); break;
    case PIP_SERVICE_SET_LINE:
        a[0] = below(household, PIP_INTERRUPT_LINES + 2);
        a[1] = below(household, 2);
        break;
    case PIP_SERVICE_SET_TIMER:
        a[0] = any_word(household);
        a[1] = below(household, 2);
        break;
    case PIP_SERVICE_YIELD:
        a[1] = below(household, 4);
        a[2] = FIRST_SAVE + 2 + below(household, SAVES - 2);
        a[3] = below(household, 2);
        a[4] = below(household, 2);
        break;
    case PIP_SERVICE_SET_PORTS:
        a[1] = below(household, 9);
        a[2] = port(household);
        a[3] = port(household);
        break;
    case PIP_SERVICE_OUT_ADDRESS:
        a[0] = port(household);
        a[1] = pool_page(household) + below(household, PAGE_SIZE);
        break;
    case PIP_SERVICE_COUNT_TO_MAP:
    case PIP_SERVICE_COLLECT:
    case PIP_SERVICE_REMOVE_VADDR:
        a[1] = service == PIP_SERVICE_REMOVE_VADDR && chance(household, 50) ? household->last
                                                                            : child_page(household);
        break;
    case PIP_SERVICE_GET_INT_STATE:
    case PIP_SERVICE_DELETE_PARTITION:
    case PIP_SERVICE_WAIT:
    case PIP_SERVICE_CHECK_INVARIANTS: break;
    default: /* ports */ a[0] = port(household); a[1] = any_word(household);
    }
}

/* The services that move pages come more often. Checking the invariants takes as long as ten thousand other
 * calls: that is root's to do. */
static uint32_t service_at_random(household_t* household) {
    static const uint8_t common[] = {
        PIP_SERVICE_CREATE_PARTITION, PIP_SERVICE_PREPARE,      PIP_SERVICE_ADD_VADDR, PIP_SERVICE_ADD_VADDR,
        PIP_SERVICE_REMOVE_VADDR,     PIP_SERVICE_REMOVE_VADDR, PIP_SERVICE_COLLECT,   PIP_SERVICE_YIELD};
    for (;;) {
        const uint32_t service = chance(household, 50) ? common[below(household, sizeof common)]
                                                       : below(household, PIP_SERVICE_COUNT);
        if (service == PIP_SERVICE_DELETE_PARTITION && !chance(household, 4)) continue;
        if (service != PIP_SERVICE_CHECK_INVARIANTS) return service;
    }
}

/* Its pages would be missing soon if nobody remembered it. */
static void replace_empty_child(household_t* household, pip_word_t descriptor) {
    while (household->empty != 0 &&
           CALL(household, DELETE_PARTITION, household->empty).error == PIP_ERROR_AGAIN)
        continue;
    household->empty = descriptor;
}

void call_at_random(household_t* household) {
    const uint32_t service = service_at_random(household);
    pip_word_t arguments[6] = {0};
    plausible_arguments(household, service, arguments);
    const uint32_t kind = below(household, 100);
    for (uint32_t i = 0; i < 6; ++i)
        if (kind < 50 ? chance(household, 50) : kind < 75 ? chance(household, 10) : 0)
            arguments[i] = junk(household);
    const pip_result_t result = call(household, service, arguments);
    if (service == PIP_SERVICE_CREATE_PARTITION && result.error == PIP_ERROR_NONE)
        replace_empty_child(household, arguments[0]);
    if (service == PIP_SERVICE_YIELD)
        for (uint32_t i = 0; i < SAVES; ++i) ((state_t*)STATE)->saved[i].valid = PIP_CONTEXT_STATE_SPENT;
}
