/* What the benchmark needs to know of x86-64. */
#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

#include <pip/api.h>
#include <pip/word.h>
#include <stdint.h>

#include "../ways.h"

enum {
    WAYS = 1, /* syscall */
    has_ports = 1,
    has_execute_right = 1,
    has_software_interrupts = 1,
    has_room_in_vidt = 1,    /* whether contexts may lie in the VIDT's page ... */
    IN_VIDT_OFFSET = 3072,   /* ... here */
    resumes_events = 1,      /* a round trip ends where the child goes on behind what has happened to it */
    ROOM_FOR_CONTEXT = 176,  /* in the page of stack */
    CLOCK_OFFSET = 3072,     /* in that page: where a child stores what the counter says */
    CHILD_SPINNING_STEP = 2, /* bytes of each instruction of child_spinning */
    MOST_TABLES = 1000,      /* 2 MiB each */
    DEPTH_PAGES = 3800,      /* of which a chain of partitions is made */
};
#define REFUSED 0xffffffffu
#define FOREIGN_CALL PIP_X86_64_FOREIGN_CALL

extern const way_t ways[WAYS];
static inline void set_argument(user_ctx_t* context, pip_word_t argument) { context->rbx = argument; }

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
    child_faulting_clocked[], child_calling[], child_calling_clocked[], child_spinning[];

#endif
