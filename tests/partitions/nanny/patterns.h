/* What a nanny does with children, from making the first page to getting the last one back. Root and its
 * descendants do the same. */
#ifndef NANNY_PATTERNS_H
#define NANNY_PATTERNS_H

#include "nursery.h"

/* Each leaves no child behind. `levels`: of descendants that there may be, at least 2. */
void one_child(void);
void siblings(void);
void hungry(void);
void spinning(uint32_t until_ticks);
void random_care(uint32_t rounds);
void nest(uint32_t levels);
void orphans(uint32_t levels);
void refusals(void); /* refusals.c */
void ports(void);    /* ports.c */

/* What a child does when it is ordered to NURSE and to BUILD, with at least one level of descendants; the
 * latter returns how many descendants there are now. */
void nurse(uint32_t levels);
uint32_t build(uint32_t levels);

/* The order PORTS, by the child: each bit of the argument says whether an access has to succeed. */
enum { SCRATCH_IN = 1, SCRATCH_OUT = 2, PAIR_IN = 4 };
void try_ports(pip_word_t expected); /* ports.c */

#endif
