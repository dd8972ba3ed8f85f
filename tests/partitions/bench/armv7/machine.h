/* What the benchmark needs to know of ARMv7. */
#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

#include <pip/api.h>
#include <stdint.h>

typedef struct measured {
    uint32_t instructions, value, error;
} measured_t;

enum {
    WAYS = 2, /* Pip's numbers, and the library's */
    has_ports = 0,
    has_execute_right = 1,
    has_software_interrupts = 0,
    CHILD_SPINNING_STEP = 4, /* bytes of each instruction of child_spinning */
    MOST_TABLES = 800,       /* 1 MiB each */
    DEPTH_PAGES = 4200,      /* of which a chain of partitions is made */
};
#define REFUSED 0xffffffffu

extern const char* const way_suffix[WAYS];
static inline int tells_error(uint32_t way) { return way == 1; }
static inline void set_argument(user_ctx_t* context, uint32_t argument) { context->r[0] = argument; }

void call_service(measured_t* measured, uint32_t way, uint32_t service, uint32_t count,
                  const uint32_t* arguments);
/* The timer never stops; its interrupts are dropped while root has no context for them. */
void stop_timer(void);
void start_timer_once(void);

/* In measure.S. Each answers instructions, or REFUSED where the yield was refused. */
uint32_t measure_yield(uint32_t descriptor, uint32_t entry);
uint32_t measure_yield_fast(uint32_t descriptor, uint32_t entry);
uint32_t measure_yield_floating(uint32_t descriptor, uint32_t entry);
uint32_t measure_event(uint32_t descriptor, uint32_t entry);
uint32_t measure_timer(uint32_t descriptor, uint32_t entry, const volatile uint32_t* clock);
uint32_t measure_timer_from_root(uint32_t phase);
extern uint32_t event_clock; /* when the last event's handler began */
extern const char event_handler[], timer_handler[];

/* In child.S; there are no software interrupts. */
extern const char child_yielding[], child_yielding_fast[], child_unsaved[], child_unsaved_fast[],
    child_floating[], child_faulting[], child_faulting_clocked[], child_spinning[];
#define child_interrupting child_faulting
#define child_interrupting_clocked child_faulting_clocked

#endif
