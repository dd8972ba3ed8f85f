#include "family.h"

#include <pip/api.h>
#include <pip/paging.h>
#include <pip/string.h>

#include "events.h"
#include "machine.h"

extern char __image_start[], __image_end[]; /* lib/pip/partition.ld */

/* --- making a child ------------------------------------------------------------------------------------ */

/* `vidt` may be anybody's; `waiting` is an address of its partition. */
static void set_entries(user_ctx_t** vidt, user_ctx_t* waiting) {
    for (uint32_t i = 0; i < PIP_EVENT_RECORD; ++i) vidt[i] = waiting;
    vidt[PIP_VIDT_SAVE_MASKED] = vidt[PIP_VIDT_SAVE_UNMASKED] = vidt[START] = 0;
    vidt[WAITING] = Pip_Open(waiting, PIP_OPEN_TO_PARENT);
    vidt[SERVICE] = vidt[SOFTWARE_VECTOR] = Pip_Open(waiting, PIP_OPEN_TO_CHILDREN);
    if (OWN_KINDS > FOREIGN_CALL) vidt[FOREIGN_ENTRY] = Pip_Open(waiting, PIP_OPEN_TO_CHILDREN);
}

void open_own_entries(void) {
    static user_ctx_t waiting;
    set_entries(VIDT, &waiting);
}

static pip_word_t new_page(void) {
    void* page = Pip_AllocPage();
    must(page != 0, "there is no page left");
    return (pip_word_t)memset(page, 0, PAGE_SIZE);
}

static pip_word_t give(pip_word_t partition, pip_word_t where) {
    const pip_word_t page = new_page();
    must(Pip_MapPageWrapper(page, partition, where) == 0, "a page cannot be given to a child");
    return page;
}

child_t make_child(void (*start)(void), uint32_t pool_pages) {
    const pip_word_t partition = new_page();
    must(Pip_CreatePartition(partition, new_page(), new_page(), new_page(), new_page()) == 1,
         "a child cannot be made");
    for (char* page = __image_start; page < __image_end; page += PAGE_SIZE)
        memcpy((void*)give(partition, (pip_word_t)page), page, PAGE_SIZE);
    for (uint32_t i = 1; i <= STACK_PAGES; ++i) give(partition, STACK_TOP - i * PAGE_SIZE);
    for (uint32_t i = 0; i < pool_pages; ++i) give(partition, POOL + i * PAGE_SIZE);
    desk_t* desk = (desk_t*)give(partition, (pip_word_t)DESK);
    desk->seed = 1 + below(0x7fffffff);
    Pip_InitContext(&desk->start, (pip_word_t)start, STACK_TOP, 1);
    user_ctx_t** vidt = (user_ctx_t**)give(partition, VIDT_VADDR);
    Pip_Guard_Vidt(vidt);
    set_entries(vidt, &DESK->waiting);
    vidt[START] = Pip_Open(&DESK->start, PIP_OPEN_TO_PARENT);
    vidt[PIP_VIDT_SAVE_MASKED] = Pip_Open(&DESK->interrupted[0], PIP_OPEN_TO_PARENT);
    vidt[PIP_VIDT_SAVE_UNMASKED] = Pip_Open(&DESK->interrupted[1], PIP_OPEN_TO_PARENT);
    return (child_t){.descriptor = partition, .entry = START, .desk = desk};
}

/* --- its events ---------------------------------------------------------------------------------------- */

void next_event(child_t* child, pip_event_t* event) {
    const pip_result_t result =
        Pip_Yield_Result(child->descriptor, child->entry, WAITING, any_state(), any_state());
    must(result.error == PIP_ERROR_NONE, "a child cannot go on");
    read_record(event);
    if (child->desk->failed) must(0, child->desk->failed); /* the same text, since it is the same program */
}

/* In which of its contexts the child was saved just now, as their states tell; all others have to be spent,
 * or were never used. */
static user_ctx_t* only_saved(const child_t* child) {
    desk_t* desk = child->desk;
    user_ctx_t *const contexts[] = {&desk->waiting, &desk->interrupted[0], &desk->interrupted[1]}, *found = 0;
    for (uint32_t i = 0; i < 3; ++i) {
        if (contexts[i]->valid == PIP_CONTEXT_STATE_PROGRAM || contexts[i]->valid == PIP_CONTEXT_STATE_SPENT)
            continue;
        must(!found, "a child was saved in two contexts");
        must(contexts[i]->valid == (i == 0 ? PIP_CONTEXT_STATE_WAITING : PIP_CONTEXT_STATE_INTERRUPTED),
             "a context with another's state");
        found = contexts[i];
    }
    return found;
}

/* Where it was saved by an interrupt, a fault or `int n`. */
static user_ctx_t* saved(child_t* child) {
    const uint32_t is_unmasked = Pip_Get_Int_State_Result(child->descriptor).value != 0;
    user_ctx_t* context = &child->desk->interrupted[is_unmasked];
    must(only_saved(child) == context, "a child was not saved where it was interrupted");
    child->entry = is_unmasked ? PIP_VIDT_SAVE_UNMASKED : PIP_VIDT_SAVE_MASKED;
    return context;
}

void go_on_where_interrupted(child_t* child) { (void)saved(child); }

void go_on_where_it_waits(child_t* child) {
    must(only_saved(child) == &child->desk->waiting, "a child does not wait");
    child->entry = WAITING;
}

static kind_t kind_of(child_t* child, const pip_event_t* event) {
    switch (event->cause) {
    case PIP_EVENT_CAUSE_YIELD:
        must(event->entry == SERVICE && event->vector == SERVICE, "a child has come where it is closed");
        go_on_where_it_waits(child);
        return CALL;
    case PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT:
        must(event->entry == SOFTWARE_VECTOR && event->vector == SOFTWARE_VECTOR,
             "a software interrupt of another number");
        (void)saved(child);
        return SOFTWARE_INTERRUPT;
    case PIP_EVENT_CAUSE_CALL:
        must(OWN_KINDS > FOREIGN_CALL && event->entry == FOREIGN_ENTRY && event->vector == FOREIGN_ENTRY &&
                 event->error == child->desk->address,
             "a foreign call of another number");
        answer(saved(child), answer_to(event->error));
        return FOREIGN_CALL;
    case PIP_EVENT_CAUSE_FAULT:
        must(event->entry == event->vector, "a fault has arrived at another entry");
        if (event->vector == PIP_UNDEFINED_FAULT_ENTRY) {
            skip(saved(child), INVALID_INSTRUCTION_BYTES);
            return INVALID_INSTRUCTION;
        }
        must(event->vector == PIP_MEMORY_FAULT_ENTRY && event->address == child->desk->address,
             "another fault than the child says");
        skip(saved(child), READ_WORD_BYTES);
        return BAD_ACCESS;
    default: must(0, "an interrupt in place of a child's event"); return KINDS;
    }
}

void account(child_t* child, const pip_event_t* event) {
    must(event->sender == child->descriptor && event->level == 1, "an event of nobody's");
    const kind_t kind = kind_of(child, event);
    must(child->desk->made[kind] == ++child->seen[kind], "an event was lost, or is a forgery");
    ++child->desk->answered;
}
