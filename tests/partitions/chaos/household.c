#include "household.h"

#include <pip/string.h>

uint32_t any(household_t* household) {
    uint32_t x = household->random; /* xorshift, by Marsaglia; never 0 */
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    return household->random = x;
}

uint32_t below(household_t* household, uint32_t limit) { return any(household) % limit; }

/* --- calls --------------------------------------------------------------------------------------------- */

pip_result_t call(household_t* household, uint32_t service, const pip_word_t arguments[6]) {
    COUNT(household->statistics, calls);
    const pip_result_t result = enter_kernel(household, service, arguments);
    if (result.error != PIP_ERROR_NONE) COUNT(household->statistics, refused);
    return result;
}

/* --- making a child ------------------------------------------------------------------------------------ */

pip_word_t allocate(household_t* household) {
    enum { TRIES = 6, STRIDE = 61 }; /* neighbours are likely to have been handed on together */
    for (uint32_t i = 0; i < TRIES; ++i) {
        const pip_word_t page =
            household->pool + (pip_word_t)(household->next % household->pool_pages * PAGE_SIZE);
        household->next += STRIDE;
        const pip_result_t child = CALL(household, MAPPED_IN_CHILD, page);
        if (child.error == PIP_ERROR_NONE && child.value == 0) return page;
    }
    return 0;
}

static int share(household_t* household, const slot_t* slot, pip_word_t page, pip_word_t child_page,
                 uint32_t writable) {
    return page != 0 &&
           CALL(household, ADD_VADDR, page, slot->descriptor, child_page, 1, writable, 1).error ==
               PIP_ERROR_NONE;
}

/* The configuration: five pages, and three tables of each level. */
static int create(household_t* household, slot_t* slot) {
    enum { FIRST_TABLE = 5, PAGES = FIRST_TABLE + 3 * PIP_TABLE_LEVELS };
    pip_word_t pages[PAGES];
    for (uint32_t i = 0; i < PAGES; ++i) {
        pages[i] = allocate(household);
        if (pages[i] == 0) return 0;
    }
    if (CALL(household, CREATE_PARTITION, pages[0], pages[1], pages[2], pages[3], pages[4]).error !=
        PIP_ERROR_NONE)
        return 0;
    slot->descriptor = pages[0];
    COUNT(household->statistics, partitions);
    for (uint32_t i = FIRST_TABLE; i < PAGES; ++i) *(pip_word_t*)pages[i] = i + 1 < PAGES ? pages[i + 1] : 0;
    for (uint32_t i = FIRST_TABLE; i < PAGES; i += 3) /* from the root down */
        if (CALL(household, PREPARE, slot->descriptor, CODE, pages[i]).error != PIP_ERROR_NONE) return 0;
    return 1;
}

static int share_code(household_t* household, const slot_t* slot) {
    for (uint32_t i = 0; i < CODE_PAGES; ++i) {
        const pip_word_t page = allocate(household);
        if (page == 0) return 0;
        memcpy((void*)page, (const void*)(household->code + i * (pip_word_t)PAGE_SIZE), PAGE_SIZE);
        if (!share(household, slot, page, CODE + i * (pip_word_t)PAGE_SIZE, chance(household, 10))) return 0;
    }
    return 1;
}

static int share_vidt(household_t* household, const slot_t* slot) {
    state_t* state = (state_t*)STATE; /* as the child sees it */
    const pip_word_t page = allocate(household);
    if (page == 0) return 0;
    user_ctx_t** vidt = memset((void*)page, 0, PAGE_SIZE);
    Pip_Guard_Vidt(vidt);
    for (uint32_t i = 0; i < PIP_EVENT_RECORD; ++i)
        vidt[i] = Pip_Open(&state->start, i == 0 ? PIP_OPEN_TO_PARENT : any(household));
    for (uint32_t i = 0; i < SAVES; ++i)
        vidt[FIRST_SAVE + i] = Pip_Open(&state->saved[i], PIP_OPEN_TO_PARENT | any(household));
    return share(household, slot, page, VIDT_VADDR, 1);
}

/* The statistics of the child, and of those that it will make: slot 0 gets most, so that the tree gets deep
 * there. */
static uint32_t share_supply(household_t* household, const slot_t* slot, uint32_t index) {
    enum { OTHERS = 2 };
    const uint32_t kept = (SLOTS - 1) * OTHERS;
    const uint32_t most = household->supply_pages > kept ? household->supply_pages - kept : 0;
    const uint32_t first = index == 0 ? 0 : most + (index - 1) * OTHERS;
    const uint32_t count = index == 0 ? most : first + OTHERS <= household->supply_pages ? OTHERS : 0;
    if (count == 0 ||
        !share(household, slot, household->supply + first * (pip_word_t)PAGE_SIZE, STATISTICS, 1))
        return 0;
    uint32_t given = 0;
    while (1 + given < count &&
           share(household, slot, household->supply + (first + 1 + given) * (pip_word_t)PAGE_SIZE,
                 SUPPLY + given * (pip_word_t)PAGE_SIZE, 1))
        ++given;
    return 1 + given;
}

void furnish(household_t* household, uint32_t index) {
    slot_t* slot = &household->slots[index];
    *slot = (slot_t){0};
    if (!create(household, slot) || !share_code(household, slot) || !share_vidt(household, slot) ||
        !share(household, slot, allocate(household), STACK, 1))
        return;
    const pip_word_t page = allocate(household);
    if (page == 0) return;
    state_t* state = (state_t*)page;
    memset(state, 0, PAGE_SIZE);
    Pip_InitContext(&state->start, CODE, STACK + PAGE_SIZE, chance(household, 50));
    for (uint32_t i = 0; i < SAVES; ++i) {
        state->saved[i] = state->start;
        state->saved[i].valid = PIP_CONTEXT_STATE_SPENT;
    }
    const uint32_t supplied = share_supply(household, slot, index);
    if (supplied == 0) return;
    state->household = (household_t){
        .random = any(household),
        .fast = household->fast,
        .depth = household->depth + 1,
        .code = CODE,
        .pool = POOL,
        .pool_pages = 1,
        .supply = SUPPLY,
        .supply_pages = supplied - 1,
        .statistics = (statistics_t*)STATISTICS,
    };
    CALL(household, SET_PORTS, slot->descriptor, 0, CONSOLE_SCRATCH, CONSOLE_SCRATCH);
    uint32_t give =
        household->pool_pages * (index == 0 ? 40 + below(household, 40) : 1 + below(household, 4)) / 100;
    if (give > MOST_POOL_PAGES) give = MOST_POOL_PAGES;
    for (uint32_t i = 0; i < give && share(household, slot, allocate(household),
                                           POOL + i * (pip_word_t)PAGE_SIZE, !chance(household, 1));
         ++i)
        state->household.pool_pages = i + 1;
    if (!share(household, slot, page, STATE, 1)) return;
    slot->state = page;
    slot->built = 1;
}

/* --- entering it, taking it down ----------------------------------------------------------------------- */

void note_fault(household_t* household, pip_word_t descriptor) {
    COUNT(household->statistics, faults);
    for (uint32_t i = 0; i < SLOTS; ++i)
        if (household->slots[i].descriptor == descriptor) household->slots[i].faulted = 1;
}

pip_result_t enter_child(household_t* household, uint32_t index, uint32_t save, uint32_t afresh) {
    slot_t* slot = &household->slots[index];
    state_t* state = (state_t*)slot->state;
    uint32_t target = 0;
    if (slot->faulted && !chance(household, 5)) afresh = 1;
    slot->faulted = 0;
    for (uint32_t i = 0; i < SAVES && !afresh; ++i) {
        if (state->saved[i].valid != PIP_CONTEXT_STATE_WAITING &&
            state->saved[i].valid != PIP_CONTEXT_STATE_INTERRUPTED)
            continue;
        if (chance(household, 1)) /* it cannot be entered, then, and begins afresh the next time */
            state->saved[i].valid = PIP_CONTEXT_STATE_SPENT;
        target = FIRST_SAVE + i;
        break;
    }
    const pip_result_t result =
        CALL(household, YIELD, slot->descriptor, target, save, below(household, 2), below(household, 2));
    if (result.error != PIP_ERROR_NONE && target != 0)
        state->saved[target - FIRST_SAVE].valid = PIP_CONTEXT_STATE_SPENT;
    return result;
}

int is_blank(pip_word_t page) {
    for (const pip_word_t* word = (const pip_word_t*)page; word < (const pip_word_t*)(page + PAGE_SIZE);
         ++word)
        if (*word != 0) return 0;
    return 1;
}

pip_word_t take_down(household_t* household, uint32_t index) {
    slot_t* slot = &household->slots[index];
    slot->built = 0;
    const pip_word_t error = CALL(household, DELETE_PARTITION, slot->descriptor).error;
    if (error == PIP_ERROR_AGAIN) return error;
    if (error == PIP_ERROR_NONE) {
        COUNT(household->statistics, deleted);
        if (!is_blank(slot->descriptor)) COUNT(household->statistics, wrong);
    }
    slot->descriptor = 0;
    return error;
}
