#ifndef CHAOS_CHILD_CHAOS_H
#define CHAOS_CHILD_CHAOS_H

#include "../household.h"

/* child/arguments.c: a call of any service, with arguments that make sense, or do not, or both. */
void call_at_random(household_t*);
/* A word of any size. */
pip_word_t any_word(household_t*);
/* An address that a careless or hostile caller might name. */
pip_word_t junk(household_t*);
/* A page of the partition's pool. */
pip_word_t pool_page(household_t*);

/* child/mischief.c: an address to jump to, or to write to, that does no harm to what the child has noted. */
pip_word_t outside(household_t*);
/* Writes where the kernel reads. */
void scribble(household_t*);

/* ARCHITECTURE/mischief.c: what needs no service. Some of these do not come back. */
void fault_at_random(household_t*);
void enter_kernel_astray(household_t*);
void compute(state_t*);

#endif
