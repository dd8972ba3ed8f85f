/* The census: three generations, whose every event is counted at both ends while a fast timer interrupts them
 * anywhere.
 *
 *     root ... middle ... leaf
 *
 * The leaf makes events: calls, faults, software interrupts, calls of what is no service, and attempts to
 * enter its parent where it is closed. The middle answers them, and makes events of its own, which root
 * answers. Whoever makes an event counts it before; whoever is entered counts the records that it gets, and
 * compares what each says with what the child says. So a call that is lost, answered twice, or told of as
 * another's is seen at once. Interrupts arrive in root, which learns from the record whether they hit the
 * middle, and resumes it where it was, or the leaf: then it resumes the middle where it waits, and the middle
 * the leaf. These are counted at both ends, too. */
#include <pip/fpinfo.h>
#include <pip/paging.h>
#include <pip/power.h>
#include <pip/stdio.h>

#include "events.h"
#include "family.h"
#include "machine.h"
#include "parameters.h"

volatile const parameters_t parameters = {"census settings", 1, 100000};

static void leaf(void) {
    begin(0, DESK->seed);
    pip_event_t event;
    read_record(&event);
    for (;;) make_event();
}

static void middle(void) {
    enum { OWN_EVENTS = 8 }; /* one for so many of the leaf's */
    desk_t* desk = DESK;
    begin(0, desk->seed);
    pip_event_t event;
    read_record(&event);
    Pip_InitPaging(POOL, POOL + POOL_PAGES * PAGE_SIZE);
    child_t child = make_child(leaf, 0);
    for (;;) {
        next_event(&child, &event);
        if (event.cause == PIP_EVENT_CAUSE_YIELD && event.sender == PIP_EVENT_SENDER_PARENT) {
            must(event.entry == WAITING && event.level == PIP_EVENT_LEVEL_PARENT,
                 "the parent has come at another entry");
            ++desk->passed_on;
            go_on_where_interrupted(&child);
            continue;
        }
        account(&child, &event);
        for (uint32_t i = 0; i < KINDS; ++i) desk->seen_below[i] = child.seen[i];
        if (below(OWN_EVENTS) == 0) make_event();
    }
}

/* --- root ---------------------------------------------------------------------------------------------- */

enum { MIDDLE = 1, LEAF = 2 }; /* levels */
static uint32_t interrupts[LEAF + 1];

static void take_interrupt(child_t* child, const pip_event_t* event) {
    must(event->sender == PIP_EVENT_SENDER_KERNEL && event->entry == event->vector,
         "an interrupt of somebody's");
    must(event->level == MIDDLE || event->level == LEAF, "an interrupt of nobody");
    acknowledge_timer(event->vector);
    ++interrupts[event->level];
    if (event->level == MIDDLE)
        go_on_where_interrupted(child);
    else
        go_on_where_it_waits(child); /* for the leaf */
}

static uint32_t sum_of(const child_t* child, kind_t kind) {
    return child->seen[kind] + child->desk->seen_below[kind];
}

static void finish(const child_t* child) {
    printf("census: %u calls, %u invalid instructions, %u bad accesses, %u software interrupts, each counted "
           "at both ends\n",
           sum_of(child, CALL), sum_of(child, INVALID_INSTRUCTION), sum_of(child, BAD_ACCESS),
           sum_of(child, SOFTWARE_INTERRUPT));
    if (OWN_KINDS > FOREIGN_CALL)
        printf("census: %u foreign calls, each answered and counted at both ends\n",
               sum_of(child, FOREIGN_CALL));
    printf("census: %u interrupts of the middle, %u of the leaf; %u attempts of the middle refused\n",
           interrupts[MIDDLE], interrupts[LEAF], child->desk->refused);
    Pip_Power_Off();
}

void main(const pip_fpinfo* information) {
    begin(1, parameters.seed);
    printf("census: seed %u, %u events\n", parameters.seed, parameters.events);
    open_own_entries();
    Pip_InitPaging(information->membegin, information->memend);
    child_t child = make_child(middle, POOL_PAGES);
    start_timer();
    for (;;) {
        pip_event_t event;
        next_event(&child, &event);
        if (event.cause == PIP_EVENT_CAUSE_INTERRUPT) {
            take_interrupt(&child, &event);
            continue;
        }
        account(&child, &event);
        must(child.desk->passed_on == interrupts[LEAF],
             "the middle has not heard of an interrupt of the leaf, or of one that was none");
        uint32_t events = 0;
        for (uint32_t kind = 0; kind < KINDS; ++kind) events += sum_of(&child, kind);
        if (events >= parameters.events) finish(&child);
    }
}
