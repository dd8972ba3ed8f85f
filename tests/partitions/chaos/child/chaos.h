#ifndef CHAOS_CHILD_CHAOS_H
#define CHAOS_CHILD_CHAOS_H

#include "../household.h"

/* child/arguments.c: a call of any service, with arguments that make sense, or do not, or both. */
void call_at_random(household_t*);
/* An address that a careless or hostile caller might name. */
uint32_t junk(household_t*);
/* A page of the partition's pool. */
uint32_t pool_page(household_t*);

/* child/mischief.c: an address to jump to, or to write to, that does no harm to what the child has noted. */
uint32_t outside(household_t*);
/* Writes where the kernel reads. */
void scribble(household_t*);

/* ARCHITECTURE/mischief.c: what needs no service. Some of these do not come back. */
void fault_at_random(household_t*);
void enter_kernel_astray(household_t*);
void compute(state_t*);

#endif
