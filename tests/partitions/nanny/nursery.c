#include "nursery.h"

#include <pip/event.h>
#include <pip/string.h>

#include "marks.h"

typedef struct entry {
    uint8_t state;
    uint8_t child;    /* its number, where the state is not FREE */
    uint8_t page;     /* of the program, where the state is PRINTED */
    pip_word_t where; /* the address in the child; 0 for configuration */
} entry_t;

static entry_t ledger[MOST_PAGES];
static pip_word_t pool_base;
static uint32_t pool_row;
static const char* prototype;

child_t children[MOST_CHILDREN + 1];
uint32_t pool_count, free_count, prototype_size;
uint32_t dice = 1, ticks, own_state;
pip_word_t unmapped_page, fault_address;

uint32_t below(uint32_t limit) {
    dice ^= dice << 13; /* xorshift, by Marsaglia; never 0 */
    dice ^= dice >> 17;
    dice ^= dice << 5;
    return dice % limit;
}

static pip_word_t address_of(uint32_t page) {
    return pool_base + (pip_word_t)(page / pool_row * AREA_STEP + page % pool_row * PAGE_SIZE);
}

/* --- the ledger ---------------------------------------------------------------------------------------- */

void open_nursery(pip_word_t base, uint32_t pages, int in_areas, const void* program, uint32_t program_pages,
                  pip_word_t unmapped) {
    pool_base = base;
    pool_count = free_count = pages;
    pool_row = in_areas ? AREA_PAGES : MOST_PAGES;
    prototype = program;
    prototype_size = program_pages;
    unmapped_page = unmapped;
    for (uint32_t page = 0; page < pool_count; ++page) {
        ledger[page] = (entry_t){.state = FREE};
        write_marks(address_of(page), FREE, address_of(page));
    }
}

static uint32_t free_page(void) {
    uint32_t page = below(pool_count);
    for (uint32_t tries = 0; ledger[page].state != FREE; ++tries) {
        if (tries == pool_count) must_equal("free pages, when one more is needed", 0, 1);
        page = (page + 1) % pool_count;
    }
    check_marks(address_of(page), FREE, address_of(page));
    return page;
}

static uint32_t number_of(const child_t* child) { return (uint32_t)(child - children); }

/* Makes something of a free page, whose contents stay as they are. Returns it. */
static uint32_t take(uint32_t page, const child_t* child, state_t state) {
    ledger[page] = (entry_t){.state = (uint8_t)state, .child = (uint8_t)number_of(child)};
    --free_count;
    return page;
}

/* The kernel says that a page is ours again: is it, and is there what should be? */
static void give_back(uint32_t page) {
    const entry_t* entry = &ledger[page];
    const pip_word_t address = address_of(page);
    must("whose is a page that came back?", CALL(MAPPED_IN_CHILD, Pip_MappedInChild_Result(address)), 0);
    switch ((state_t)entry->state) {
    case CONFIGURATION: check_zeros(address); break;
    case FED:
    case PLAYED: check_marks(address, entry->state, entry->where); break;
    case NURSED: check_marks(address, FREE, entry->where); break;
    case PRINTED:
        must_equal("a page of the program that came back differs",
                   memcmp((const void*)address, prototype + entry->page * PAGE_SIZE, PAGE_SIZE) != 0, 0);
        break;
    case FREE: must_equal("a free page came back", 1, 0); break;
    case USED: break;
    }
    ledger[page] = (entry_t){.state = FREE};
    write_marks(address, FREE, address);
    ++free_count;
}

/* Pages that are borrowed are written down as those of a child that is never made. */
static child_t* const borrower = &children[MOST_CHILDREN];

pip_word_t borrow(void) { return address_of(take(free_page(), borrower, USED)); }

void return_borrowed(void) {
    for (uint32_t page = 0; page < pool_count; ++page)
        if (ledger[page].state != FREE && ledger[page].child == number_of(borrower)) give_back(page);
}

uint32_t pages_of(const child_t* child) {
    uint32_t pages = 0;
    for (uint32_t page = 0; page < pool_count; ++page)
        pages += ledger[page].state != FREE && ledger[page].child == number_of(child);
    return pages;
}

/* The page that the child has at an address. */
static uint32_t page_at(const child_t* child, pip_word_t where) {
    uint32_t page = 0;
    while (page < pool_count && (ledger[page].state == FREE || ledger[page].child != number_of(child) ||
                                 ledger[page].where != where))
        ++page;
    must_equal("the ledger does not know a page of the child's at that address", page == pool_count, 0);
    return page;
}

pip_word_t address_of_page_of(const child_t* child, uint32_t index) {
    return address_of(page_at(child, pool_page(index)));
}

pip_word_t configuration_of(const child_t* child) {
    return address_of(child->tables[0][IMAGE_AREA].pages[0]);
}

void audit(void) {
    must_equal("free pages when all is over", free_count, pool_count);
    for (uint32_t page = 0; page < pool_count; ++page) {
        must("whose is a free page?", CALL(MAPPED_IN_CHILD, Pip_MappedInChild_Result(address_of(page))), 0);
        check_marks(address_of(page), FREE, address_of(page));
    }
}

/* --- making a child ------------------------------------------------------------------------------------ */

_Static_assert(PIP_TABLE_LEVELS <= 2, "the areas at the bottom have one set of tables of the second level");

static tables_t* tables_of(child_t* child, uint32_t level, pip_word_t where) {
    const uint32_t index = where >= STACK                           ? (uint32_t)TOP_AREA
                           : where / AREA_STEP == IMAGE / AREA_STEP ? (uint32_t)IMAGE_AREA
                           : where / AREA_STEP == PROTOTYPE / AREA_STEP
                               ? (uint32_t)PROTOTYPE_AREA
                               : FIRST_POOL_AREA + (uint32_t)((where - POOL) / AREA_STEP);
    return &child->tables[level][level == 0 ? index : index == TOP_AREA];
}

/* Takes pages for a set of tables, and puts them in front of a list, which goes through the first words.
 * Returns the first of them. */
static pip_word_t take_tables(child_t* child, tables_t* tables, pip_word_t list) {
    for (uint32_t i = 0; i < TABLE_PAGES; ++i) {
        const uint32_t page = tables->pages[i] = take(free_page(), child, CONFIGURATION);
        *(pip_word_t*)address_of(page) = list;
        list = address_of(page);
    }
    tables->exist = 1;
    return list;
}

static void prepare(child_t* child, pip_word_t where) {
    uint32_t levels = 0; /* without tables: a set is there where those below it are */
    while (levels < PIP_TABLE_LEVELS && !tables_of(child, levels, where)->exist) ++levels;
    must("how many pages do tables take?",
         CALL(COUNT_TO_MAP, Pip_CountToMap_Result(child->descriptor, where)), TABLE_PAGES * levels);
    pip_word_t rest[PIP_TABLE_LEVELS + 1] = {0}; /* of the list, when so many levels are missing */
    for (uint32_t level = 0; level < levels; ++level) {
        rest[level + 1] = take_tables(child, tables_of(child, level, where), rest[level]);
        if (level + 1 < PIP_TABLE_LEVELS) ++tables_of(child, level + 1, where)->used;
    }
    for (; levels > 0; --levels) /* from the root down; bit 0, and the pages that are left over */
        must("preparing tables", CALL(PREPARE, Pip_Prepare_Result(child->descriptor, where, rest[levels])),
             rest[levels - 1] | 1);
}

/* Maps a page that was taken before in the child too. */
static void give(child_t* child, uint32_t page, pip_word_t where, uint32_t writable) {
    prepare(child, where);
    must("giving a page",
         CALL(ADD_VADDR,
              Pip_AddVAddr_Result(address_of(page), child->descriptor, where, PIP_RIGHTS(1, writable, 1))),
         1);
    must("whose is a page that was given away?",
         CALL(MAPPED_IN_CHILD, Pip_MappedInChild_Result(address_of(page))), child->descriptor);
    ledger[page].where = where;
    ++tables_of(child, 0, where)->used;
}

static pip_word_t give_new(child_t* child, pip_word_t where) {
    const uint32_t page = take(free_page(), child, USED);
    memset((void*)address_of(page), 0, PAGE_SIZE);
    give(child, page, where, 1);
    return address_of(page);
}

static void give_program(child_t* child, uint32_t levels) {
    for (uint32_t i = 0; i < prototype_size; ++i) {
        const uint32_t image = take(free_page(), child, USED);
        memcpy((void*)address_of(image), prototype + i * PAGE_SIZE, PAGE_SIZE);
        give(child, image, IMAGE + i * PAGE_SIZE, 1);
        if (levels == 0) continue;
        const uint32_t copy = take(free_page(), child, PRINTED);
        ledger[copy].page = (uint8_t)i;
        memcpy((void*)address_of(copy), prototype + i * PAGE_SIZE, PAGE_SIZE);
        give(child, copy, PROTOTYPE + i * PAGE_SIZE, 0);
    }
}

child_t* make_bare(uint32_t number) {
    child_t* child = &children[number];
    *child = (child_t){0};
    pip_word_t pages[CONFIGURATION_PAGES];
    for (uint32_t i = 0; i < CONFIGURATION_PAGES; ++i)
        pages[i] = address_of(take(free_page(), child, CONFIGURATION));
    must("making a child",
         CALL(CREATE_PARTITION, Pip_CreatePartition_Result(pages[0], pages[1], pages[2], pages[3], pages[4])),
         1);
    child->descriptor = pages[0];
    return child;
}

child_t* make(uint32_t number, uint32_t levels) {
    child_t* child = make_bare(number);
    give_program(child, levels);
    for (uint32_t i = 0; i < STACK_PAGES; ++i) give_new(child, STACK + i * PAGE_SIZE);

    mailbox_t* mailbox = child->mailbox = (mailbox_t*)give_new(child, MAILBOX);
    Pip_InitContext(&mailbox->start, IMAGE, MAILBOX, number & 1);
    mailbox->depth = own_depth + 1;
    mailbox->levels = levels;
    mailbox->prototype_pages = levels > 0 ? prototype_size : 0;

    mailbox_t* theirs = (mailbox_t*)MAILBOX;
    user_ctx_t** vidt = (user_ctx_t**)give_new(child, VIDT_VADDR);
    Pip_Guard_Vidt(vidt);
    for (uint32_t i = 0; i < PIP_EVENT_RECORD; ++i) vidt[i] = &theirs->resume;
    vidt[PIP_VIDT_SAVE_MASKED] = Pip_Open(&theirs->interrupted[0], PIP_OPEN_TO_PARENT);
    vidt[PIP_VIDT_SAVE_UNMASKED] = Pip_Open(&theirs->interrupted[1], PIP_OPEN_TO_PARENT);
    vidt[START] = Pip_Open(&theirs->start, PIP_OPEN_TO_PARENT);
    vidt[RESUME] = Pip_Open(&theirs->resume, PIP_OPEN_TO_PARENT | PIP_OPEN_TO_CHILDREN);
    vidt[NOT_THERE] = Pip_Open((user_ctx_t*)unmapped_page, PIP_OPEN_TO_PARENT);
    vidt[EMPTY] = 0;
    return child;
}

void feed_page(child_t* child, uint32_t index, int writable) {
    const pip_word_t where = pool_page(index);
    const uint32_t page = take(free_page(), child, FED);
    write_marks(address_of(page), FED, where);
    give(child, page, where, (uint32_t)writable);
    set_bit(child->mailbox->present, index);
}

void feed(child_t* child, uint32_t pages) {
    for (uint32_t index = 0; index < MOST_PAGES && pages > 0; ++index)
        if (!has_bit(child->mailbox->present, index)) {
            feed_page(child, index, 1);
            --pages;
        }
}

/* --- running it ---------------------------------------------------------------------------------------- */

/* Where the child goes on: at its start, where it was interrupted or has faulted, or where it has yielded. */
static uint32_t entry_of(child_t* child) {
    if (!child->started) {
        child->started = 1;
        return START;
    }
    const pip_word_t state = must("the child's interrupt state",
                                  CALL(GET_INT_STATE, Pip_Get_Int_State_Result(child->descriptor)), ANY);
    if (child->mailbox->interrupted[state != 0].valid != PIP_CONTEXT_STATE_INTERRUPTED)
        /* it waits; where it was interrupted before, it was entered since, and the context is spent */
        return RESUME;
    return state == 0 ? PIP_VIDT_SAVE_MASKED : PIP_VIDT_SAVE_UNMASKED;
}

/* An interrupt goes to root, whoever runs. Root gives control back to its child, and that to its own, down to
 * the one that was interrupted: a partition that is resumed although its child is not done passes control on.
 * That may come between any two instructions of ours if we are not root; it leaves no record where we go on
 * in the middle of something, so the record is of the event that has ended our yield. */
outcome_t go_on(child_t* child, int until_tick) {
    mailbox_t* mailbox = child->mailbox;
    for (;;) {
        const uint32_t entry = entry_of(child);
        must("entering a child",
             CALL(YIELD, Pip_Yield_Result(child->descriptor, entry, RESUME, own_state, own_state)), 0);
        pip_event_t event;
        must_equal("there is an event record", (uint32_t)Pip_Event_Read(&event), 1);
        if (mailbox->failed) give_up();
        if (mailbox->done) {
            for (uint32_t i = 0; i < PIP_SERVICE_COUNT; ++i) {
                tally[i].calls += mailbox->tally[i].calls;
                tally[i].refused += mailbox->tally[i].refused;
                tally[i].returned += mailbox->tally[i].returned;
            }
            memset(mailbox->tally, 0, sizeof mailbox->tally);
            return DONE;
        }
        if (event.cause == PIP_EVENT_CAUSE_FAULT && event.sender == child->descriptor) {
            fault_address = event.address;
            return FAULTED;
        }
        if (event.cause == PIP_EVENT_CAUSE_INTERRUPT ||
            (event.cause == PIP_EVENT_CAUSE_YIELD && event.sender == PIP_EVENT_SENDER_PARENT)) {
            ++ticks;
            if (until_tick) return TICKED;
        }
    }
}

static void give_order(child_t* child, order_t what, pip_word_t argument) {
    child->mailbox->order = what;
    child->mailbox->argument = argument;
    child->mailbox->stop = 0;
    child->mailbox->done = 0;
}

outcome_t order(child_t* child, order_t what, pip_word_t argument) {
    give_order(child, what, argument);
    const outcome_t outcome = go_on(child, what == SPIN);
    for (uint32_t page = 0; page < pool_count && what == PLAY; ++page)
        if (ledger[page].state == FED && ledger[page].child == number_of(child)) ledger[page].state = PLAYED;
    return outcome;
}

void note_written(child_t* child, uint32_t index) { ledger[page_at(child, pool_page(index))].state = PLAYED; }

void delegate(child_t* child, order_t what, uint32_t seed) {
    for (uint32_t page = 0; page < pool_count; ++page)
        if ((ledger[page].state == FED || ledger[page].state == PLAYED) &&
            ledger[page].child == number_of(child))
            ledger[page].state = what == NURSE ? NURSED : USED;
    child->mailbox->seed = seed;
    must_equal("the child was not done with its children, outcome", order(child, what, 0), DONE);
}

/* --- taking back --------------------------------------------------------------------------------------- */

/* A page has left an area: when it was the last one, the tables come back, and not before; when those were
 * the last ones of a set of the next level, that does, too. */
static void collect(child_t* child, pip_word_t where) {
    for (uint32_t level = 0; level < PIP_TABLE_LEVELS; ++level) {
        tables_t* tables = tables_of(child, level, where);
        const pip_result_t result = CALL(COLLECT, Pip_Collect_Result(child->descriptor, where));
        if (--tables->used > 0) {
            must_refuse("collecting tables that are in use", result, PIP_ERROR_TABLE_IN_USE, 1);
            return;
        }
        must("collecting tables that are empty", result, 1);
        for (uint32_t i = 0; i < TABLE_PAGES; ++i) give_back(tables->pages[i]);
        tally[PIP_SERVICE_COLLECT].returned += TABLE_PAGES;
        tables->exist = 0;
    }
}

static void remove_page(child_t* child, uint32_t page) {
    const pip_word_t where = ledger[page].where;
    must("taking a page back", CALL(REMOVE_VADDR, Pip_RemoveVAddr_Result(child->descriptor, where)), 1);
    ++tally[PIP_SERVICE_REMOVE_VADDR].returned;
    give_back(page);
    collect(child, where);
}

void starve_page(child_t* child, uint32_t index) {
    remove_page(child, page_at(child, pool_page(index)));
    clear_bit(child->mailbox->present, index);
}

void starve(child_t* child, uint32_t pages, sequence_t sequence) {
    const uint32_t* present = child->mailbox->present;
    uint32_t index = sequence == LAST_TO_FIRST ? MOST_PAGES - 1
                     : sequence == AT_RANDOM   ? below(MOST_PAGES)
                                               : 0;
    for (uint32_t tries = 0; tries < MOST_PAGES && pages > 0; ++tries) {
        if (has_bit(present, index)) {
            starve_page(child, index);
            --pages;
            tries = 0;
        }
        index = (index + (sequence == FIRST_TO_LAST   ? 1
                          : sequence == LAST_TO_FIRST ? MOST_PAGES - 1
                                                      : 61)) %
                MOST_PAGES;
    }
}

kept_t starve_builder(child_t* child) {
    kept_t kept = {0, 0};
    for (uint32_t index = 0; index < MOST_PAGES; ++index) {
        if (!has_bit(child->mailbox->present, index)) continue;
        const pip_word_t where = pool_page(index);
        const uint32_t page = page_at(child, where);
        const pip_result_t result = CALL(REMOVE_VADDR, Pip_RemoveVAddr_Result(child->descriptor, where));
        if (result.error == PIP_ERROR_CHILD_NOT_ACCESSIBLE) {
            ledger[page].state = CONFIGURATION; /* zeros are to come back */
            ++kept.configuration;
        } else if (result.error == PIP_ERROR_CHILD_HANDED_ON) {
            ++kept.handed_on;
        } else {
            must("taking a page back from a child that has built", result, 1);
            ++tally[PIP_SERVICE_REMOVE_VADDR].returned;
            give_back(page);
            collect(child, where);
        }
    }
    return kept;
}

void strip(child_t* child) {
    starve(child, MOST_PAGES, LAST_TO_FIRST);
    for (uint32_t page = 0; page < pool_count; ++page)
        if (ledger[page].state != FREE && ledger[page].child == number_of(child) && ledger[page].where != 0)
            remove_page(child, page);
    must_equal("pages of a child that has nothing left", pages_of(child), CONFIGURATION_PAGES);
    child->mailbox = 0;
}

uint32_t take_down(child_t* child) {
    uint32_t portions = 1;
    pip_result_t result;
    while (result = CALL(DELETE_PARTITION, Pip_DeletePartition_Result(child->descriptor)),
           result.error == PIP_ERROR_AGAIN) {
        ++portions;
        must_equal("what a portion of the work returns", result.value, 0);
        must_refuse("entering a child that is being taken down",
                    CALL(YIELD, Pip_Yield_Result(child->descriptor, START, RESUME, 0, 0)),
                    PIP_ERROR_CHILD_DYING, 4);
        must_refuse("giving to a child that is being taken down",
                    CALL(COUNT_TO_MAP, Pip_CountToMap_Result(child->descriptor, POOL)), PIP_ERROR_CHILD_DYING,
                    0);
    }
    must("taking a child down", result, 1);
    for (uint32_t page = 0; page < pool_count; ++page)
        if (ledger[page].state != FREE && ledger[page].child == number_of(child)) {
            ++tally[PIP_SERVICE_DELETE_PARTITION].returned;
            give_back(page);
        }
    must_refuse("taking a child down twice",
                CALL(DELETE_PARTITION, Pip_DeletePartition_Result(child->descriptor)), PIP_ERROR_NOT_A_CHILD,
                0);
    *child = (child_t){0};
    return portions;
}
