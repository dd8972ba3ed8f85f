/* What root and child agree on: where things are in the child's address space, and which entries of the VIDTs
 * stand for what. */
#ifndef LAUNCHER_LAYOUT_H
#define LAUNCHER_LAYOUT_H

#include <pip/arch.h>
#include <pip/word.h>

#include "keyboard.h"

enum {
    /* Entries of root's VIDT. Those of hardware interrupts are given (pip/arch.h). */
    ROOT_TIMER = PIP_TIMER_ENTRY,
    ROOT_KEYBOARD = KEYBOARD_ENTRY,
    /* The child passes control here when it has nothing to do. Faults end below, `int n` begins at 48, and
       interrupts are elsewhere: so what comes here is a yield. */
    ROOT_CHILD_YIELDED = 24,

    /* Entries of the child's VIDT. 48 and 49 are given: there the kernel saves a partition that is
       interrupted. */
    CHILD_START = 25,
    CHILD_INTERRUPTED_MASKED = 48,
    CHILD_INTERRUPTED = 49,
    CHILD_WAITING = 26, /* the child saves itself here when it yields */

    /* An entry that stays 0 in both VIDTs: a yield that saves the caller here does not save it at all. */
    NOWHERE = 27,
};

/* Where the child is linked (lib/pip/partition.ld); each partition has an address space of its own. */
#define CHILD_IMAGE PIP_ROOT_IMAGE
#define CHILD_STACK ((pip_word_t)PIP_VIDT_ADDRESS - 0x1000) /* one page, right below the VIDT */

#endif
