/* The child's side: events that are made and counted. And what both sides need. */
#ifndef CENSUS_EVENTS_H
#define CENSUS_EVENTS_H

#include <pip/event.h>
#include <pip/word.h>

#include "layout.h"

/* To be called before anything else, where the generation begins; `seed` is not 0. */
void begin(int is_root, uint32_t seed);

/* What is not true ends the run: root says so, others tell their parents. */
void must(int truth, const char* what);

/* The record of an event that has just brought us here. There must be exactly one more than before. */
void read_record(pip_event_t* event);

/* An interrupt state for us: 0 in root, which must not be interrupted, otherwise any. */
uint32_t any_state(void);

/* A random number below `limit`. */
uint32_t below(uint32_t limit);

/* What the parent answers to a foreign call of this number. */
static inline pip_word_t answer_to(pip_word_t number) { return ~number; }

/* Makes one event at random, or an attempt that has to be refused. */
void make_event(void);

#endif
