/* What the benchmark needs to know of ARMv7. */
#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

#include <pip/api.h>
#include <pip/word.h>
#include <stdint.h>

#include "../ways.h"

enum {
    WAYS = 2, /* Pip's numbers, and the library's */
    has_ports = 0,
    has_execute_right = 1,
    has_software_interrupts = 0,
    has_room_in_vidt = 0,    /* whether contexts may lie in the VIDT's page ... */
    IN_VIDT_OFFSET = 0,      /* ... here */
    resumes_events = 0,      /* a round trip ends with the child's next event */
    ROOM_FOR_CONTEXT = 128,  /* in the page of stack */
    CLOCK_OFFSET = 2048,     /* in that page: where a child stores what the counter says */
    CHILD_SPINNING_STEP = 4, /* bytes of each instruction of child_spinning */
    MOST_TABLES = 800,       /* 1 MiB each */
    DEPTH_PAGES = 4200,      /* of which a chain of partitions is made */
};
#define REFUSED 0xffffffffu

extern const way_t ways[WAYS];
static inline void set_argument(user_ctx_t* context, pip_word_t argument) { context->r[0] = argument; }

/* The timer never stops; its interrupts are dropped while root has no context for them. */
void stop_timer(void);
void start_timer_once(void);

/* In measure.S. Each answers instructions, or REFUSED where the yield was refused. */
uint32_t measure_yield_floating(pip_word_t descriptor, pip_word_t entry);
uint32_t measure_event(pip_word_t descriptor, pip_word_t entry);
uint32_t measure_timer(pip_word_t descriptor, pip_word_t entry, const volatile uint32_t* clock);
uint32_t measure_timer_from_root(uint32_t phase);
extern uint32_t event_clock; /* when the last event's handler began */
extern const char event_handler[], timer_handler[];

/* In child.S; there are no software interrupts. */
extern const char child_floating[], child_faulting[], child_faulting_clocked[], child_spinning[];
#define child_interrupting child_faulting
#define child_interrupting_clocked child_faulting_clocked

#endif
