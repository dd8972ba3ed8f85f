/* What root and children have in common: calls that are counted, and children that are made, entered and
 * taken down. */
#ifndef CHAOS_HOUSEHOLD_H
#define CHAOS_HOUSEHOLD_H

#include <pip/api.h>

#include "layout.h"

/* ARCHITECTURE/enter.c: calls a service, by one of the ways that there are. */
pip_result_t enter_kernel(household_t*, uint32_t service, const pip_word_t arguments[6]);
/* Whether there is another way than Pip's. */
uint32_t has_fast_entry(void);

/* A random word, and one from 0 to limit - 1. */
uint32_t any(household_t*);
uint32_t below(household_t*, uint32_t limit);
static inline uint32_t chance(household_t* household, uint32_t percent) {
    return below(household, 100) < percent;
}

/* statistics->FIELD goes up by one. */
#define COUNT(statistics, field) (++(statistics)->field, ++(statistics)->check)

/* One of the services PIP_SERVICE_*, by any of the ways in. Counted. */
pip_result_t call(household_t*, uint32_t service, const pip_word_t arguments[6]);
#define CALL(household, service, ...)                                                                        \
    call(household, PIP_SERVICE_##service, (const pip_word_t[6]){__VA_ARGS__})

/* A page of the pool that was not handed on; 0 where none was found soon. */
pip_word_t allocate(household_t*);

/* Makes a child in the slot and gives it some of the pool and of the supply. When this fails, what was made
 * of it so far remains. */
void furnish(household_t*, uint32_t slot);

/* The child with this descriptor has faulted. */
void note_fault(household_t*, pip_word_t descriptor);

/* Enters the child, where it was left or at its start; the latter after a fault, as a rule. Comes back where
 * the child cannot be entered, and when somebody resumes the caller from entry `save` of its VIDT. */
pip_result_t enter_child(household_t*, uint32_t slot, uint32_t save, uint32_t afresh);

/* One portion of deletePartition on the child in the slot. Done once the error is not `again`. */
pip_word_t take_down(household_t*, uint32_t slot);

int is_blank(pip_word_t page);

#endif
