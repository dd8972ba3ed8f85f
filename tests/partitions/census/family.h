/* The parent's side: a child that is made, entered, and whose events are counted and compared with what it
 * says itself. */
#ifndef CENSUS_FAMILY_H
#define CENSUS_FAMILY_H

#include <pip/event.h>

#include "layout.h"

typedef struct child {
    pip_word_t descriptor;
    pip_word_t entry; /* where it goes on */
    desk_t* desk;
    uint32_t seen[KINDS];
} child_t;

/* Fills our own VIDT. To be called before a child is entered. */
void open_own_entries(void);

/* Makes a child of pages of the allocator: it begins at `start`, with so many pages at POOL. */
child_t make_child(void (*start)(void), uint32_t pool_pages);

/* Lets the child go on, and comes back with the next event, whatever it is. */
void next_event(child_t* child, pip_event_t* event);

/* An event of the child's own: is it what the child says, and was it counted there? Sees to it that the child
 * can go on. */
void account(child_t* child, const pip_event_t* event);

/* The child goes on in the middle of what it was doing, where an interrupt has taken the processor from it.
 */
void go_on_where_interrupted(child_t* child);

/* ... or where it waits. */
void go_on_where_it_waits(child_t* child);

#endif
