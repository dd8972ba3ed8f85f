/* What all partitions of the chaos agree on: where things are in each child's address space, and what a
 * parent keeps of a child.
 *
 * Children at every depth run the same code, each in a copy of its own: a page can be handed to one child
 * only. All that a child has lies in the topmost part of the address space, so that one set of tables
 * of each level suffices:
 *
 *     CODE     the program, without variables
 *     POOL     pages to make children of, and to play with
 *     SUPPLY   pages for the statistics of descendants
 *     STATISTICS, STACK, STATE and the VIDT, one page each */
#ifndef CHAOS_LAYOUT_H
#define CHAOS_LAYOUT_H

#include <pip/context.h>
#include <pip/vidt.h>
#include <pip/word.h>
#include <stdint.h>

#include "addresses.h"

enum {
    CODE_PAGES = 4,
    MOST_POOL_PAGES = (SUPPLY - POOL) / PAGE_SIZE,
    MOST_SUPPLY_PAGES = (STATISTICS - SUPPLY) / PAGE_SIZE,
    SLOTS = 4, /* children of a partition */

    /* Contexts in the state page, and the entries of the VIDT that lead to those where a partition is saved.
     * All other entries lead to the start. The parent can name entry 0 and those of saved contexts; whether
     * anybody can name the others is a matter of chance. */
    /* 48 and 49: where the kernel saves; the others: where the partition itself does when it yields */
    FIRST_SAVE = PIP_VIDT_SAVE_MASKED,
    SAVES = 6,

    CONSOLE_SCRATCH = 0x3ff, /* a register of the UART that does nothing: the only port that children get */
};

/* What a partition has seen. In a page that belongs to nobody else below root, which adds all of them up. */
typedef struct statistics {
    uint32_t calls;      /* of services, or what should have been some */
    uint32_t refused;    /* those that were answered with an error */
    uint32_t faults;     /* of children */
    uint32_t interrupts; /* software interrupts of children, and their calls of what is no service */
    uint32_t partitions; /* made */
    uint32_t deleted;
    uint32_t wrong; /* things that must not happen, see household.c */
    uint32_t depth;
    /* the sum of all above; differs while they change, and where something else was written here */
    uint32_t check;
} statistics_t;

typedef struct slot {
    pip_word_t descriptor; /* 0: nothing was ever made here */
    pip_word_t state;      /* the page that is the child's STATE */
    uint32_t built;        /* it can be entered */
    uint32_t faulted;      /* where it was left, it would fault again */
} slot_t;

/* What a partition needs to make and run children. */
typedef struct household {
    uint32_t random;
    uint32_t fast; /* whether there is sysenter */
    uint32_t depth;
    pip_word_t code; /* a program to copy for children: CODE_PAGES pages */
    pip_word_t pool;
    uint32_t pool_pages, next;
    pip_word_t supply;
    uint32_t supply_pages;
    statistics_t* statistics;
    slot_t slots[SLOTS];
    pip_word_t last;  /* where a call at random would have mapped something in a child */
    pip_word_t empty; /* a child without anything, from a call at random; 0: there is none */
} household_t;

/* The page STATE of a child. */
typedef struct state {
    user_ctx_t start;
    user_ctx_t saved[SAVES]; /* the state says whether something is to be resumed there */
    household_t household;
    uint32_t computed, number; /* whether the floating-point registers hold a number, and which */
} state_t;

_Static_assert(sizeof(state_t) <= PAGE_SIZE, "it is one page");

#endif
