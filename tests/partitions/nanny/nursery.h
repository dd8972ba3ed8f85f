/* Children, and the pages that they are made of. Every page that is given away is written down, and looked at
 * when it comes back. */
#ifndef NANNY_NURSERY_H
#define NANNY_NURSERY_H

#include "layout.h"
#include "tally.h"

/* Where a page of the pool is, and so what must be found in it. */
typedef enum state {
    FREE,          /* ours, with the marks of a free page */
    CONFIGURATION, /* of a child: out of reach, zeros when it comes back */
    FED,           /* in a child's pool, with the marks that it was given with */
    PLAYED,        /* in a child's pool, with the marks that the child has left */
    /* in the pool of a child that has been a nanny: with the marks of a free page of the child's */
    NURSED,
    PRINTED, /* in a child, read-only: a page of the program */
    USED,    /* in a child, with contents that are its own affair */
} state_t;

enum {
    MOST_CHILDREN = 6,
    CONFIGURATION_PAGES = 5,
    TABLE_PAGES = 3, /* of tables of one level for one address */
    IMAGE_AREA = 0,
    PROTOTYPE_AREA,
    TOP_AREA,
    FIRST_POOL_AREA,
    AREAS = FIRST_POOL_AREA + POOL_AREAS,
    /* Pages to be kept free for a set of tables, with one to spare, and for all that a child can have. */
    ROOM_FOR_TABLES = TABLE_PAGES + 1,
    MOST_TABLES = (AREAS + (PIP_TABLE_LEVELS - 1) * 2) * ROOM_FOR_TABLES,
};

/* A set of tables, of some level. */
typedef struct tables {
    uint32_t used; /* by so many pages that are mapped, or by so many sets of the level below */
    uint32_t exist;
    uint32_t pages[TABLE_PAGES]; /* of ours, as indices of the pool */
} tables_t;

typedef struct child {
    pip_word_t descriptor; /* 0: there is none */
    mailbox_t* mailbox;
    uint32_t started;
    /* from the lowest level on, where there is a set for each area; the next has two */
    tables_t tables[PIP_TABLE_LEVELS][AREAS];
} child_t;

extern child_t children[MOST_CHILDREN + 1]; /* the last is never made */

/* Makes the pool of `count` pages; the first is at `base`, and AREA_PAGES of them lie in a row where
 * `in_areas`. The contents are lost. `prototype` is the program for children, `unmapped` any page where
 * nothing is mapped. */
void open_nursery(pip_word_t base, uint32_t count, int in_areas, const void* prototype,
                  uint32_t prototype_pages, pip_word_t unmapped);

extern uint32_t pool_count, free_count, prototype_size; /* in pages */
extern pip_word_t unmapped_page;                        /* its address */

/* A random number below `limit`; `dice` is where the series stands. */
extern uint32_t dice;
uint32_t below(uint32_t limit);

/* The address of a page to do with as one likes, until all that were borrowed are returned. */
pip_word_t borrow(void);
void return_borrowed(void);

/* Makes a child in children[number], with its program, stack, mailbox and VIDT, that may have `levels` levels
 * of descendants. */
child_t* make(uint32_t number, uint32_t levels);
/* ... that has nothing but its configuration. */
child_t* make_bare(uint32_t number);
uint32_t pages_of(const child_t* child);

/* Gives so many pages to the child's pool; page `index` of its pool. */
void feed(child_t* child, uint32_t pages);
void feed_page(child_t* child, uint32_t index, int writable);

/* Where we have page `index` of the child's pool. */
pip_word_t address_of_page_of(const child_t* child, uint32_t index);
/* A page of ours that holds one of its tables. */
pip_word_t configuration_of(const child_t* child);

typedef enum outcome { DONE, FAULTED, TICKED } outcome_t;

/* Lets the child do as ordered until it is done or faults, or where `until_tick`, until an interrupt came in
 * between. */
outcome_t order(child_t* child, order_t what, pip_word_t argument);
outcome_t go_on(child_t* child, int until_tick);
extern uint32_t ticks;     /* interrupts that we have heard of */
extern uint32_t own_state; /* our interrupt state; 0 in root, which is never interrupted then */
/* The child has written its marks to page `index`. */
void note_written(child_t* child, uint32_t index);

/* The address of the latest fault. */
extern pip_word_t fault_address;

/* Has the child be a nanny, or build, which it does with all pages of its pool. */
void delegate(child_t* child, order_t what, uint32_t seed);
/* Tries to take each page back from a child that has built: those that it has handed on, or that have become
 * configuration, must be refused. Returns how many were, of both kinds. */
typedef struct kept {
    uint32_t handed_on, configuration;
} kept_t;
kept_t starve_builder(child_t* child);

/* Takes page `index` of the child's pool back, and the tables if it was the last page of its area. */
void starve_page(child_t* child, uint32_t index);
typedef enum sequence { FIRST_TO_LAST, LAST_TO_FIRST, AT_RANDOM } sequence_t;
void starve(child_t* child, uint32_t pages, sequence_t sequence);
/* Takes everything else, too: all that remains is an empty child. */
void strip(child_t* child);

/* Takes the child down with all that it still has, and looks at each page. Returns the number of portions
 * that it took. */
uint32_t take_down(child_t* child);

/* Looks at each page of the pool: it must be free, nobody's, and as it was when it was freed. */
void audit(void);

#endif
