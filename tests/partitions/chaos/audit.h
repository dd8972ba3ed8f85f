/* What root knows for certain: it looks at its own memory, and asks the kernel. */
#ifndef CHAOS_AUDIT_H
#define CHAOS_AUDIT_H

#include "household.h"

/* A difference from what has to be: says what, and ends the run so that it counts as failed. */
_Noreturn void fail(const char* what, pip_word_t actual, pip_word_t expected);

/* Whether root may touch this page of its own: not while it configures a descendant. */
int is_accessible(pip_word_t page);

/* Notes which of the pages [begin, end) are configuration, before they are to come back; afterwards checks
 * that they have, as zeros. */
void note_configuration(pip_word_t begin, pip_word_t end);
void check_returned(pip_word_t begin, pip_word_t end);

/* Nobody below root is left: each page of [begin, end) is root's alone, can be written, and is another frame
 * than all others. Returns how many are not. */
uint32_t count_lost(pip_word_t begin, pip_word_t end);

/* ARCHITECTURE/machine.c: whether root can use a page of its own: without an error, not_accessible where it
 * configures somebody, or another error. */
pip_result_t examine(pip_word_t page);
/* Has the timer interrupt ten thousand times a second, or as often as it can. */
void start_timer(void);

#endif
