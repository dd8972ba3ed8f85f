/* A child of the chaos: makes children that run the same program, enters them, and calls whatever there is to
 * call. It starts afresh each time that somebody enters it by its start; what it has to remember lies in the
 * page STATE. */
#include <pip/event.h>
#include <stddef.h>

#include "chaos.h"

/* While the partition runs there is nothing of it to be resumed; it would find a stack that is in use. */
static void forget_saved(state_t* state) {
    for (uint32_t i = 0; i < SAVES; ++i) state->saved[i].valid = PIP_CONTEXT_STATE_SPENT;
}

static void note_event(household_t* household) {
    pip_event_t event;
    /* the latter after a time without the guard: the start code has asked for it anew */
    if (!Pip_Event_Read(&event) || event.sequence == 0) return;
    if (event.cause == PIP_EVENT_CAUSE_FAULT) note_fault(household, event.sender);
    if (event.cause == PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT || event.cause == PIP_EVENT_CAUSE_CALL)
        COUNT(household->statistics, interrupts);
    /* Nobody else may enter a partition below root. */
    const int known =
        (event.cause >= PIP_EVENT_CAUSE_YIELD && event.cause <= PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT) ||
        (FORWARDS_CALLS && event.cause == PIP_EVENT_CAUSE_CALL);
    if (!known || event.sender == PIP_EVENT_SENDER_KERNEL || event.sender == PIP_EVENT_SENDER_ITSELF)
        COUNT(household->statistics, wrong);
}

static void with_a_child(state_t* state) {
    household_t* household = &state->household;
    const uint32_t index = chance(household, 75) ? 0 : below(household, SLOTS);
    const slot_t* slot = &household->slots[index];
    if (slot->descriptor == 0) {
        furnish(household, index);
    } else if (!slot->built || below(household, 300) == 0 ||
               (chance(household, 10) && allocate(household) == 0)) {
        /* A child that is half made, or half taken down, may stay like that for a while. */
        while (chance(household, 90) && take_down(household, index) == PIP_ERROR_AGAIN) continue;
    } else {
        enter_child(household, index, FIRST_SAVE + 2 + below(household, SAVES - 2), chance(household, 5));
        forget_saved(state);
    }
}

static void step(state_t* state) {
    household_t* household = &state->household;
    const uint32_t dice = below(household, 1000);
    if (dice < 220)
        with_a_child(state);
    else if (dice < 240) {
        CALL(household, YIELD, 0, below(household, PIP_INDEX_LIMIT),
             FIRST_SAVE + 2 + below(household, SAVES - 2), 1, 1);
        forget_saved(state);
    } else if (dice < 250)
        fault_at_random(household);
    else if (dice < 253)
        enter_kernel_astray(household);
    else if (dice < 270)
        scribble(household);
    else if (dice < 300)
        compute(state);
    else {
        household->next = below(household, household->pool_pages);
        call_at_random(household);
    }
}

void main(void) {
    state_t* state = (state_t*)STATE;
    /* we may have been without the guard, which the start code has asked for */
    VIDT[0] = Pip_Open(&state->start, PIP_OPEN_TO_PARENT);
    forget_saved(state);
    state->computed = 0;
    state->household.statistics->check += state->household.depth - state->household.statistics->depth;
    state->household.statistics->depth = state->household.depth;
    note_event(&state->household);
    for (;;) step(state);
}
