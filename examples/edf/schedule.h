/* The schedule: releases of jobs, budgets, deadlines, and what is printed about them, slot by slot. A slot is
 * the time from one tick to the next, and one job at most runs in it; what a job leaves of its last slot is
 * nobody's.
 *
 * At each tick, in this order:
 *   1. What ran in the slot that has ended has used one tick of its budget. Its job is over if it is done,
 * has faulted, or has no budget left, which is an overrun.
 *   2. A job that is at its deadline has missed it, and is given up: it would disturb others from now on.
 *   3. Jobs are released. A task has one at a time, since no deadline lies behind the next release.
 *   4. A job is elected. */
#ifndef EDF_SCHEDULE_H
#define EDF_SCHEDULE_H

#include <pip/word.h>

#include "parameters.h"

/* What happened to the job that was elected last, in its slot. */
typedef enum slot_end { PREEMPTED, DONE, FAULTED } slot_end_t;

/* To be called before the first tick. */
void schedule_begin(void);

/* The elected job is done, or has faulted at the address: its slot goes on without it. */
void schedule_note(slot_end_t end, pip_word_t address);

/* A tick. Returns the task that runs in the slot that begins, EDF_NOBODY for none. */
uint32_t schedule_tick(void);

/* Whether that was the last one. */
int schedule_is_over(void);

/* How many ticks the task's job has had before this slot. */
uint32_t schedule_ticks_had(uint32_t task);

#endif
