/* What the benchmark needs to know of i386. */
#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

#include <pip/api.h>
#include <stdint.h>

typedef struct measured {
    uint32_t instructions, value, error;
} measured_t;

enum {
    WAYS = 2, /* call gates, and the fast entry */
    has_ports = 1,
    has_execute_right = 0,
    has_software_interrupts = 1,
    CHILD_SPINNING_STEP = 2, /* bytes of each instruction of child_spinning */
    MOST_TABLES = 760,       /* 4 MiB each: nearly all that the address space has room for */
    DEPTH_PAGES = 2100,      /* of which a chain of partitions is made */
};
#define REFUSED 0xffffffffu

extern const char* const way_suffix[WAYS];
static inline int tells_error(uint32_t way) {
    (void)way;
    return 1;
}
static inline void set_argument(user_ctx_t* context, uint32_t argument) { context->regs.ebx = argument; }

void call_service(measured_t* measured, uint32_t way, uint32_t service, uint32_t count,
                  const uint32_t* arguments);
void stop_timer(void);       /* it disturbs nothing, but for ticks that are asked for */
void start_timer_once(void); /* one tick, soon */

/* In measure.S. Each answers instructions, or REFUSED where the yield was refused. */
uint32_t measure_yield(uint32_t descriptor, uint32_t entry);
uint32_t measure_yield_fast(uint32_t descriptor, uint32_t entry);
uint32_t measure_yield_floating(uint32_t descriptor, uint32_t entry);
uint32_t measure_event(uint32_t descriptor, uint32_t entry);
uint32_t measure_timer(uint32_t descriptor, uint32_t entry, const volatile uint32_t* clock);
uint32_t measure_timer_from_root(uint32_t phase);
extern uint32_t event_clock; /* when the last event's handler began */
extern const char event_handler[], timer_handler[];

/* In child.S. */
extern const char child_yielding[], child_yielding_fast[], child_unsaved[], child_unsaved_fast[],
    child_floating[], child_interrupting[], child_interrupting_clocked[], child_faulting[],
    child_faulting_clocked[], child_spinning[];

#endif
