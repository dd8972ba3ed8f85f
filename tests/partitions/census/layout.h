/* What the generations of the census agree on. All run this program, each a copy of its own. */
#ifndef CENSUS_LAYOUT_H
#define CENSUS_LAYOUT_H

#include <pip/vidt.h>
#include <pip/word.h>
#include <stdint.h>

/* What takes a partition's control to its parent, and is answered. */
typedef enum kind {
    CALL, /* of the parent, by a yield */
    INVALID_INSTRUCTION,
    BAD_ACCESS,
    SOFTWARE_INTERRUPT,
    FOREIGN_CALL, /* of what is no service */
    KINDS
} kind_t;

enum {
    /* Entries of a VIDT. All others lead to WAITING's context, and nobody may name them: that is where faults
       and interrupts arrive. */
    START = 60,
    /* where a partition is saved when it yields, to its child or to its parent; open to the parent */
    WAITING = 61,
    SERVICE = 62, /* the same context, for calls of the child */
    CLOSED = 63,
    SOFTWARE_VECTOR = 100, /* the same context, for `int 100` of the child */
};

/* One page of each partition but root, which its parent has, too: contexts, and the books of both sides. */
typedef struct desk {
    user_ctx_t start, waiting, interrupted[2];

    /* Written by the partition. */
    volatile uint32_t made[KINDS];       /* events, each counted before it happens */
    volatile pip_word_t address;         /* of the latest bad access; the number of a foreign call */
    volatile uint32_t refused;           /* attempts to enter the parent where it is closed */
    volatile uint32_t passed_on;         /* how often it was resumed because its child was interrupted */
    volatile uint32_t seen_below[KINDS]; /* events of its child */
    const char* volatile failed;         /* NULL, or what is not as it should be */

    /* Written by its parent. */
    volatile uint32_t answered; /* events */
    uint32_t seed;
} desk_t;

#define DESK ((desk_t*)(VIDT_VADDR - PAGE_SIZE))
#define STACK_TOP ((pip_word_t)VIDT_VADDR - PAGE_SIZE)
#define POOL 0x20000000u    /* pages to make a child of */
#define NOTHING 0x30000000u /* no page is mapped from here on, for a while */
enum { STACK_PAGES = 2, POOL_PAGES = 48, NOTHING_BYTES = 0x01000000 };

#endif
