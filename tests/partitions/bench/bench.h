/* What the parts of the benchmark share. Costs are guest instructions; `./pepin bench` runs it under
 * --icount, where the processor's counter counts them. */
#ifndef BENCH_H
#define BENCH_H

#include <pip/api.h>
#include <pip/event.h>
#include <pip/vidt.h>
#include <pip/word.h>
#include <stdint.h>

#include "entries.h"
#include "machine.h"

enum {
    PAGE = 4096,
    CHILD_STACK = 0x00600000, /* in each child: a page for its stack, its contexts and its clock */
    CHILD_PAGES = 0x10000000, /* where a child gets pages that nobody uses */
    SPARE_PAGE = 0x38000000,  /* in a child: an address that no table covers */
    ROUNDS = 3,               /* each cost is the least of so many: an interrupt may come in between */
};

/* What a child is made of besides its configuration: pages of its parent. */
typedef struct child {
    pip_word_t descriptor, stack, vidt;
} child_t;

/* Pages that measure_services makes children and tables of; they come back. */
typedef struct scratch {
    pip_word_t pages[9];
} scratch_t;

/* --- pages.c --- */
extern pip_word_t next_page, end_of_pages; /* the caller's free pages */
pip_word_t page(void);
_Noreturn void stop(const char* what);
void need(pip_word_t truth, const char* what);
void prepare_tables(pip_word_t descriptor, pip_word_t childs); /* where there are none yet */
void map(pip_word_t mine, pip_word_t descriptor, pip_word_t childs);
pip_word_t make_partition(void);
void make_child(child_t* child); /* with code, stack and VIDT, for measure_control */
void delete_child(pip_word_t descriptor);
int is_guarded(pip_word_t vidt); /* by the page */
/* Makes an entry of the caller's VIDT point to a context, which children can name. */
void open_entry(uint32_t index, const user_ctx_t* context);
/* Has an entry of the child's begin at `start`; its context is in the child's page of stack, or in its
 * VIDT's. */
void set_entry(const child_t* child, uint32_t index, const void* start);
void set_entry_in_vidt(const child_t* child, uint32_t index, const void* start);

/* --- records.c --- */
/* of several costs of one name the least counts */
void note(const char* name, const char* suffix, uint32_t instructions);
/* all that was noted since the last report belongs there */
void report(const char* series, uint32_t at);
void print_reports(void);

/* --- services.c --- */
void make_scratch(scratch_t* scratch);
void measure_services(const child_t* child, const scratch_t* scratch);
void measure_supervision(void); /* what only root may ask for */
void measure_yields(const child_t* child);
void measure_events(const child_t* child);
void measure_guarded(const child_t* child);                     /* both with root and the child guarded */
void measure_deletion(const char* name, pip_word_t descriptor); /* of a child that takes several calls */

/* --- growth.c, depth.c --- */
void measure_growth(const scratch_t* scratch);
void measure_depth(void);

#endif
