/* What pages contain: marks that differ in each word of memory and for each state of a page, or zeros. A
 * difference ends the run. */
#ifndef NANNY_MARKS_H
#define NANNY_MARKS_H

#include "nursery.h"

/* `page` is where we have the page; `where`, which the marks depend on, its address in the partition that it
 * is for. */
void write_marks(pip_word_t page, state_t state, pip_word_t where);
void check_marks(pip_word_t page, state_t state, pip_word_t where);
void check_zeros(pip_word_t page);

/* The child's side: finds a page of its pool with the marks that it was given with, all of them or the first,
 * and leaves marks of its own there. */
void find_and_mark(pip_word_t page);
void find(pip_word_t page);
void leave_marks(pip_word_t page);

#endif
