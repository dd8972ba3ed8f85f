/* What the benchmark needs to know of i386. */
#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

#include <pip/api.h>
#include <pip/word.h>
#include <stdint.h>

#include "../ways.h"

enum {
    WAYS = 2, /* call gates, and the fast entry */
    has_ports = 1,
    has_execute_right = 0,
    has_software_interrupts = 1,
    has_room_in_vidt = 0,    /* whether contexts may lie in the VIDT's page ... */
    IN_VIDT_OFFSET = 0,      /* ... here */
    resumes_events = 0,      /* a round trip ends with the child's next event */
    ROOM_FOR_CONTEXT = 128,  /* in the page of stack */
    CLOCK_OFFSET = 2048,     /* in that page: where a child stores what the counter says */
    CHILD_SPINNING_STEP = 2, /* bytes of each instruction of child_spinning */
    MOST_TABLES = 760,       /* 4 MiB each: nearly all that the address space has room for */
    DEPTH_PAGES = 2100,      /* of which a chain of partitions is made */
};
#define REFUSED 0xffffffffu

extern const way_t ways[WAYS];
static inline void set_argument(user_ctx_t* context, pip_word_t argument) { context->regs.ebx = argument; }

void stop_timer(void);       /* it disturbs nothing, but for ticks that are asked for */
void start_timer_once(void); /* one tick, soon */

/* In measure.S. Each answers instructions, or REFUSED where the yield was refused. */
uint32_t measure_yield_floating(pip_word_t descriptor, pip_word_t entry);
uint32_t measure_event(pip_word_t descriptor, pip_word_t entry);
uint32_t measure_timer(pip_word_t descriptor, pip_word_t entry, const volatile uint32_t* clock);
uint32_t measure_timer_from_root(uint32_t phase);
extern uint32_t event_clock; /* when the last event's handler began */
extern const char event_handler[], timer_handler[];

/* In child.S. */
extern const char child_floating[], child_interrupting[], child_interrupting_clocked[], child_faulting[],
    child_faulting_clocked[], child_spinning[];

#endif
