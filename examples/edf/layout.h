/* What the scheduler and its tasks agree on: where things are in a task's address space, and which entries of
 * the VIDTs stand for what.
 *
 * A task has so few pages that it cannot make a partition, which takes five: the scheduler can rely on the
 * pages that it shares with it. */
#ifndef EDF_LAYOUT_H
#define EDF_LAYOUT_H

#include <pip/context.h>
#include <pip/vidt.h>
#include <pip/word.h>
#include <stdint.h>

#define TASK_IMAGE 0x00700000u /* where the program is linked (lib/pip/partition.ld) */
#define TASK_PAGE ((pip_word_t)VIDT_VADDR - PAGE_SIZE)
#define NOT_MAPPED 0x10000000u /* for jobs that are to fault */

enum {
    MOST_IMAGE_PAGES = 2,

    TASK_START = 24, /* of a task's VIDT; it is saved in 48 and 49 */

    /* Of the scheduler's VIDT: where a task passes control when its job is done. No other entry is open to
       tasks; and no fault, interrupt or `int n` arrives there. */
    JOB_DONE = 24,

    NOWHERE = 25, /* in both: who yields is not saved */
};

/* The page that has a task's stack, its contexts, and what its job has to know. */
typedef struct task_page {
    char stack[PAGE_SIZE - 3 * sizeof(user_ctx_t) - 16];
    /* by this job, before the current slot; the scheduler writes it when it enters the task */
    volatile uint32_t ticks_had;
    uint32_t work, fault;       /* as in parameters.h */
    volatile uint32_t progress; /* the task's own: what it does is to count */
    user_ctx_t start;
    user_ctx_t interrupted[2];
} task_page_t;

_Static_assert(sizeof(task_page_t) == PAGE_SIZE, "it is one page");

#endif
