/* What a parent and its child agree on: where things are in the child's address space, and the page through
 * which they talk.
 *
 * Each area lies within a mebibyte of its own and at least four from the next, so that on every architecture
 * one set of tables of the lowest level covers an area and no set covers two. Where there is another level,
 * one set covers the areas at the bottom, the other the one at the top. So the nanny knows which tables are
 * to come back when an area is empty. */
#ifndef NANNY_LAYOUT_H
#define NANNY_LAYOUT_H

#include <pip/abi.h>
#include <pip/context.h>
#include <pip/vidt.h>
#include <pip/word.h>
#include <stdint.h>

#define IMAGE 0x00700000u     /* where the program is linked (lib/pip/partition.ld) */
#define PROTOTYPE 0x00c00000u /* the program as it was before it ran, read-only: to make children of */
#define POOL 0x01000000u      /* pages to play with, and to make children of */
#define STACK (MAILBOX - STACK_PAGES * PAGE_SIZE)
#define MAILBOX ((pip_word_t)VIDT_VADDR - PAGE_SIZE)
#define AREA_STEP 0x00400000u

enum {
    MOST_PAGES = 1024, /* in the pool of a partition */
    AREA_PAGES = 256,
    STACK_PAGES = 2,
    POOL_AREAS = MOST_PAGES / AREA_PAGES,

    /* Entries of a VIDT besides the slots 48 and 49. All others, those of faults and interrupts among them,
     * lead to where the partition has left off when it yielded: whoever gives control back, the yield
     * returns. Children can name RESUME alone. */
    START = PIP_EVENT_RECORD - 14,
    RESUME,
    NOT_THERE, /* leads to an address where nothing is mapped */
    EMPTY,
    CLOSED, /* leads to RESUME's context, and nobody may name it */
};

/* Page `index` of the pool, from 0, as the child has it. */
static inline pip_word_t pool_page(uint32_t index) {
    return POOL + (pip_word_t)(index / AREA_PAGES * AREA_STEP + index % AREA_PAGES * PAGE_SIZE);
}

typedef struct tally {
    uint32_t calls;
    uint32_t refused;
    uint32_t returned; /* pages that came back to the caller by it */
} tally_t;

typedef enum order {
    PLAY,  /* find all pages of the pool as they were when they were given, and leave marks on each */
    READ,  /* the word at `argument`, which may fault, and find it as it was given */
    WRITE, /* to the page at `argument`, which may fault, and leave marks on it */
    SPIN,  /* count until `stop` is not 0 */
    SLEEP, /* set the own interrupt state to `argument` and do nothing else */
    NURSE, /* be a nanny to children of one's own, and have all pages back in the end */
    BUILD, /* make children and children's children, and leave them there */
    PORTS, /* see ports.c */
} order_t;

typedef struct mailbox {
    /* The child's contexts, as the entries of its VIDT name them. */
    user_ctx_t start, resume;
    user_ctx_t interrupted[2]; /* slots 48 and 49; the state says whether it is to go on there */

    /* Written by the parent. */
    uint32_t order;
    pip_word_t argument;
    volatile uint32_t stop;
    uint32_t depth;  /* of the child: 1 for children of root */
    uint32_t levels; /* of descendants that it may have */
    uint32_t seed;
    uint32_t prototype_pages;          /* 0: it is not to have children */
    uint32_t present[MOST_PAGES / 32]; /* a bit for each page of the pool that it has */

    /* Written by the child. */
    volatile uint32_t done;           /* with its order */
    volatile uint32_t progress;       /* of SPIN, or how many descendants BUILD has made */
    uint32_t failed;                  /* something was not as it should be; it has said what */
    tally_t tally[PIP_SERVICE_COUNT]; /* of the calls since it was last asked */
} mailbox_t;

_Static_assert(sizeof(mailbox_t) <= PAGE_SIZE, "it is one page");

static inline int has_bit(const uint32_t* bits, uint32_t index) { return bits[index / 32] >> index % 32 & 1; }
static inline void set_bit(uint32_t* bits, uint32_t index) { bits[index / 32] |= 1u << index % 32; }
static inline void clear_bit(uint32_t* bits, uint32_t index) { bits[index / 32] &= ~(1u << index % 32); }

#endif
