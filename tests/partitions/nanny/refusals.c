/* Every way in which the memory and control services say no, and that nothing has changed then. */
#include "patterns.h"

#define REFUSED(service, call, error, value)                                                                 \
    must_refuse(#service ", " #error, CALL(service, call), PIP_ERROR_##error, value)

/* Pages that stand for each mistake. */
typedef struct mistakes {
    child_t* child;
    pip_word_t good, second, third, fourth; /* pages that may be given away */
    pip_word_t fed, configuration;          /* pages that may not */
} mistakes_t;

static void refuse_creation(const mistakes_t* m) {
    const pip_word_t a = m->good, b = m->second, c = m->third, d = m->fourth;
    const struct {
        pip_word_t page, error;
    } wrong[] = {
        {a + 1, PIP_ERROR_UNALIGNED},          {0, PIP_ERROR_RESERVED_ADDRESS},
        {unmapped_page, PIP_ERROR_NOT_MAPPED}, {m->configuration, PIP_ERROR_NOT_ACCESSIBLE},
        {m->fed, PIP_ERROR_HANDED_ON},
    };
    for (uint32_t i = 0; i < sizeof wrong / sizeof *wrong; ++i) {
        const pip_word_t x = wrong[i].page;
        must_refuse("a descriptor", CALL(CREATE_PARTITION, Pip_CreatePartition_Result(x, a, b, c, d)),
                    wrong[i].error, 0);
        must_refuse("a page for a table", CALL(CREATE_PARTITION, Pip_CreatePartition_Result(a, b, x, c, d)),
                    wrong[i].error, 0);
        must_refuse("a private page", CALL(CREATE_PARTITION, Pip_CreatePartition_Result(a, b, c, d, x)),
                    wrong[i].error, 0);
    }
    REFUSED(CREATE_PARTITION, Pip_CreatePartition_Result(a, b, c, d, a), DUPLICATE_PAGE, 0);
    if (prototype_size > 0 && own_depth > 0) /* we have it read-only ourselves */
        REFUSED(CREATE_PARTITION, Pip_CreatePartition_Result(a, b, c, d, PROTOTYPE), NOT_WRITABLE, 0);
}

static void refuse_descriptors(const mistakes_t* m) {
    REFUSED(COUNT_TO_MAP, Pip_CountToMap_Result(m->good, POOL), NOT_A_CHILD, 0);
    REFUSED(COUNT_TO_MAP, Pip_CountToMap_Result(m->child->descriptor + 4, POOL), UNALIGNED, 0);
    REFUSED(PREPARE, Pip_Prepare_Result(m->good, POOL, m->second), NOT_A_CHILD, m->second);
    REFUSED(ADD_VADDR, Pip_AddVAddr_Result(m->second, m->good, POOL, PIP_RIGHTS(1, 1, 1)), NOT_A_CHILD, 0);
    REFUSED(REMOVE_VADDR, Pip_RemoveVAddr_Result(m->configuration, POOL), NOT_A_CHILD, 0);
    REFUSED(COLLECT, Pip_Collect_Result(m->fed, POOL), NOT_A_CHILD, 0);
    REFUSED(DELETE_PARTITION, Pip_DeletePartition_Result(m->good), NOT_A_CHILD, 0);
    REFUSED(DELETE_PARTITION, Pip_DeletePartition_Result(0), RESERVED_ADDRESS, 0);
    REFUSED(GET_INT_STATE, Pip_Get_Int_State_Result(m->good), NOT_A_CHILD, PIP_WORD_MAX);
    REFUSED(YIELD, Pip_Yield_Result(m->good, START, RESUME, own_state, own_state), NOT_A_CHILD, 4);
}

static void refuse_pages(const mistakes_t* m) {
    const pip_word_t child = m->child->descriptor, there = pool_page(0), tabled = pool_page(AREA_PAGES - 1);
    const pip_word_t not_tabled = pool_page(AREA_PAGES);
    const pip_word_t no_area = (pip_word_t)VIDT_VADDR / 2 & -(pip_word_t)PAGE_SIZE; /* far from all tables */
    REFUSED(COUNT_TO_MAP, Pip_CountToMap_Result(child, POOL + 8), UNALIGNED, 0);
    REFUSED(COUNT_TO_MAP, Pip_CountToMap_Result(child, 0), RESERVED_ADDRESS, 0);

    *(pip_word_t*)m->good = m->second;
    *(pip_word_t*)m->second = 0;
    REFUSED(PREPARE, Pip_Prepare_Result(child, not_tabled, m->good), LIST_TOO_SHORT, m->good);
    *(pip_word_t*)m->second = m->fed;
    REFUSED(PREPARE, Pip_Prepare_Result(child, not_tabled, m->good), HANDED_ON, m->good);
    *(pip_word_t*)m->second = unmapped_page;
    REFUSED(PREPARE, Pip_Prepare_Result(child, not_tabled, m->good), NOT_MAPPED, m->good);
    *(pip_word_t*)m->second = m->good;
    REFUSED(PREPARE, Pip_Prepare_Result(child, not_tabled, m->good), DUPLICATE_PAGE, m->good);
    must("preparing what is there already uses no page",
         CALL(PREPARE, Pip_Prepare_Result(child, tabled, m->good)), m->good | 1);

    REFUSED(ADD_VADDR, Pip_AddVAddr_Result(m->good + 4, child, tabled, PIP_RIGHTS(1, 1, 1)), UNALIGNED, 0);
    REFUSED(ADD_VADDR, Pip_AddVAddr_Result(unmapped_page, child, tabled, PIP_RIGHTS(1, 1, 1)), NOT_MAPPED, 0);
    REFUSED(ADD_VADDR, Pip_AddVAddr_Result(m->configuration, child, tabled, PIP_RIGHTS(1, 1, 1)),
            NOT_ACCESSIBLE, 0);
    REFUSED(ADD_VADDR, Pip_AddVAddr_Result(m->fed, child, tabled, PIP_RIGHTS(1, 1, 1)), HANDED_ON, 0);
    REFUSED(ADD_VADDR, Pip_AddVAddr_Result(m->good, child, tabled, PIP_RIGHTS(0, 1, 1)), RIGHTS, 0);
    REFUSED(ADD_VADDR, Pip_AddVAddr_Result(m->good, child, 0, PIP_RIGHTS(1, 1, 1)), RESERVED_ADDRESS, 0);
    REFUSED(ADD_VADDR, Pip_AddVAddr_Result(m->good, child, not_tabled, PIP_RIGHTS(1, 1, 1)), NOT_PREPARED, 0);
    REFUSED(ADD_VADDR, Pip_AddVAddr_Result(m->good, child, there, PIP_RIGHTS(1, 1, 1)), ALREADY_MAPPED, 0);

    if (prototype_size > 0 && own_depth > 0)
        REFUSED(ADD_VADDR, Pip_AddVAddr_Result(PROTOTYPE, child, tabled, PIP_RIGHTS(1, 1, 1)), NOT_WRITABLE,
                0);

    REFUSED(REMOVE_VADDR, Pip_RemoveVAddr_Result(child, tabled), CHILD_NOT_MAPPED, 0);
    REFUSED(REMOVE_VADDR, Pip_RemoveVAddr_Result(child, not_tabled), CHILD_NOT_MAPPED, 0);
    REFUSED(COLLECT, Pip_Collect_Result(child, no_area), NO_TABLE, 0);
    if (PIP_TABLE_LEVELS > 1) /* those that there are serve other areas, too */
        REFUSED(COLLECT, Pip_Collect_Result(child, not_tabled), TABLE_IN_USE, 1);
    REFUSED(COLLECT, Pip_Collect_Result(child, there), TABLE_IN_USE, 1);
    REFUSED(MAPPED_IN_CHILD, Pip_MappedInChild_Result(unmapped_page), NOT_MAPPED, 0);
    REFUSED(MAPPED_IN_CHILD, Pip_MappedInChild_Result(m->good + 1), UNALIGNED, 0);
}

static void refuse_control(const mistakes_t* m) {
    const pip_word_t child = m->child->descriptor, state = own_state;
    user_ctx_t** vidt = VIDT;
    REFUSED(YIELD, Pip_Yield_Result(child, PIP_INDEX_LIMIT, RESUME, state, state), TARGET_INDEX, 1);
    REFUSED(YIELD, Pip_Yield_Result(child, START, PIP_INDEX_LIMIT, state, state), SAVE_INDEX, 2);
    REFUSED(YIELD, Pip_Yield_Result(child, NOT_THERE, RESUME, state, state), TARGET_CONTEXT, 8);
    REFUSED(YIELD, Pip_Yield_Result(child, EMPTY, RESUME, state, state), TARGET_CONTEXT, 8);
    REFUSED(YIELD, Pip_Yield_Result(child, CLOSED, RESUME, state, state), TARGET_CONTEXT, 8);
    /* no entry: the record */
    REFUSED(YIELD, Pip_Yield_Result(child, PIP_EVENT_RECORD, RESUME, state, state), TARGET_CONTEXT, 8);
    REFUSED(YIELD, Pip_Yield_Result(child, START, PIP_EVENT_RECORD, state, state), SAVE_CONTEXT, 9);
    user_ctx_t* const resume = vidt[RESUME];
    vidt[RESUME] = (user_ctx_t*)unmapped_page;
    const pip_result_t result = CALL(YIELD, Pip_Yield_Result(child, START, RESUME, state, state));
    vidt[RESUME] = resume;
    must_refuse("saving where nothing is mapped", result, PIP_ERROR_SAVE_CONTEXT, 9);

    child_t* bare = make_bare(4);
    REFUSED(YIELD, Pip_Yield_Result(bare->descriptor, START, RESUME, state, state), TARGET_VIDT, 5);
    take_down(bare);
    if (own_depth == 0) REFUSED(YIELD, Pip_Yield_Result(0, START, RESUME, state, state), NO_PARENT, 3);
}

/* What only root may ask for. */
static void refuse_supervision(void) {
    if (own_depth == 0) {
        REFUSED(SET_LINE, Pip_Set_Line_Result(PIP_INTERRUPT_LINES, 1), BAD_LINE, 0);
        return;
    }
    REFUSED(WAIT, Pip_Wait_Result(), NOT_ROOT, 0);
    REFUSED(SET_LINE, Pip_Set_Line_Result(0, 0), NOT_ROOT, 0);
    REFUSED(SET_TIMER, Pip_Set_Timer_Result(1, 0), NOT_ROOT, 0);
}

void refusals(void) {
    enum { FOOD = 4 };
    uint32_t before = 0, after = 0;
    for (uint32_t i = 0; i < PIP_SERVICE_COUNT; ++i) before += tally[i].refused;
    child_t* child = make(3, 0);
    feed(child, FOOD);
    const mistakes_t mistakes = {.child = child,
                                 .good = borrow(),
                                 .second = borrow(),
                                 .third = borrow(),
                                 .fourth = borrow(),
                                 .fed = address_of_page_of(child, 0),
                                 .configuration = configuration_of(child)};
    refuse_creation(&mistakes);
    refuse_descriptors(&mistakes);
    refuse_pages(&mistakes);
    refuse_control(&mistakes);
    refuse_supervision();
    must_equal("the outcome of playing after all refusals", order(child, PLAY, 0), DONE);
    for (uint32_t i = 0; i < PIP_SERVICE_COUNT; ++i) after += tally[i].refused;
    return_borrowed();
    strip(child);
    take_down(child);
    say("%u calls that make no sense: each refused with its own error; the child has noticed nothing",
        after - before);
}
