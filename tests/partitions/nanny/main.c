/* The nanny: a root partition that makes children, feeds, enters, starves and takes them down, in many
 * patterns and several levels deep, and looks at every page that comes back. Any difference ends in the
 * kernel's dump, and the run with a status of its own.
 *
 *     root ... child, which may be a nanny ... its children ...
 *
 * Parents and children take turns like calls and returns: a parent that yields to a child is saved at entry
 * RESUME of its VIDT, and all other entries lead there too, so that its yield returns when the child is done,
 * has faulted, or an interrupt has come (nursery.c). What is saved there is entered once: a child that is
 * done can do nothing to a parent that goes on. */
#include <pip/fpinfo.h>
#include <pip/power.h>
#include <pip/stdio.h>

#include "patterns.h"

enum { LEVELS = 5, SPINNING_TICKS = 4, RANDOM_STEPS = 300 };

extern const char child_image[], child_image_end[]; /* child_image.S */

void give_up(void) { __builtin_trap(); /* root's fault is nobody's to take: the kernel stops with a dump */ }

/* --- the table ----------------------------------------------------------------------------------------- */

typedef enum traits { NOTHING = 0, REFUSABLE = 1, OF_PORTS = 2 } traits_t;

static const struct {
    uint32_t service;
    const char* name;
    traits_t traits;
} services[] = {
    {PIP_SERVICE_CREATE_PARTITION, "createPartition", REFUSABLE},
    {PIP_SERVICE_COUNT_TO_MAP, "countToMap", REFUSABLE},
    {PIP_SERVICE_PREPARE, "prepare", REFUSABLE},
    {PIP_SERVICE_ADD_VADDR, "addVAddr", REFUSABLE},
    {PIP_SERVICE_REMOVE_VADDR, "removeVAddr", REFUSABLE},
    {PIP_SERVICE_MAPPED_IN_CHILD, "mappedInChild", REFUSABLE},
    {PIP_SERVICE_COLLECT, "collect", REFUSABLE},
    {PIP_SERVICE_DELETE_PARTITION, "deletePartition", REFUSABLE},
    {PIP_SERVICE_YIELD, "yield", REFUSABLE},
    {PIP_SERVICE_GET_INT_STATE, "get_int_state", REFUSABLE},
    {PIP_SERVICE_SET_INT_STATE, "set_int_state", NOTHING},
    {PIP_SERVICE_WAIT, "wait", REFUSABLE},
    {PIP_SERVICE_SET_LINE, "set_line", REFUSABLE},
    {PIP_SERVICE_SET_TIMER, "set_timer", REFUSABLE},
    /* refused by all kernels but debug kernels */
    {PIP_SERVICE_CHECK_INVARIANTS, "check_invariants", NOTHING},
    {PIP_SERVICE_SET_PORTS, "set_ports", REFUSABLE | OF_PORTS},
    {PIP_SERVICE_OUT_BYTE, "outb", REFUSABLE | OF_PORTS},
    {PIP_SERVICE_IN_BYTE, "inb", REFUSABLE | OF_PORTS},
    {PIP_SERVICE_OUT_WORD, "outw", REFUSABLE | OF_PORTS},
    {PIP_SERVICE_IN_WORD, "inw", REFUSABLE | OF_PORTS},
    {PIP_SERVICE_OUT_LONG, "outl", REFUSABLE | OF_PORTS},
    {PIP_SERVICE_IN_LONG, "inl", REFUSABLE | OF_PORTS},
    {PIP_SERVICE_OUT_ADDRESS, "outaddrl", REFUSABLE | OF_PORTS},
};

static void print_table(void) {
    printf("\n%-18s %8s %8s %15s\n", "service", "calls", "refused", "pages returned");
    tally_t sum = {0, 0, 0};
    for (uint32_t i = 0; i < sizeof services / sizeof *services; ++i) {
        const tally_t* row = &tally[services[i].service];
#ifndef NANNY_HAS_PORTS
        if (services[i].traits & OF_PORTS) continue;
#endif
        printf("%-18s %8u %8u %15u\n", services[i].name, row->calls, row->refused, row->returned);
        must_equal("a service was never called", row->calls == 0, 0);
        must_equal("a service never refused anything", row->refused == 0 && services[i].traits & REFUSABLE,
                   0);
        sum.calls += row->calls;
        sum.refused += row->refused;
        sum.returned += row->returned;
    }
    printf("%-18s %8u %8u %15u\n", "all", sum.calls, sum.refused, sum.returned);
}

/* --- the patterns -------------------------------------------------------------------------------------- */

static void check_invariants(void) {
    const pip_result_t result = CALL(CHECK_INVARIANTS, Pip_Check_Invariants_Result());
    if (result.error == PIP_ERROR_UNKNOWN_SERVICE) return; /* it is no debug kernel */
    must_equal("the number of invariants that were checked is 0",
               must("checking invariants", result, ANY) == 0, 0);
}

static void between_patterns(void) {
    audit();
    check_invariants();
    say("           all %u pages of the pool are back, nobody else's, and as they were", pool_count);
}

static void open_pool(const pip_fpinfo* information) {
    const uint32_t prototype_pages = (uint32_t)(child_image_end - child_image) / PAGE_SIZE;
    const pip_word_t end = information->memend & -(pip_word_t)PAGE_SIZE;
    const pip_word_t all = (end - information->membegin) / PAGE_SIZE;
    const uint32_t pages = all < MOST_PAGES ? (uint32_t)all : MOST_PAGES;
    open_nursery(information->membegin, pages, 0, child_image, prototype_pages, end);
    say("nanny: a pool of %u pages; a child's program has %u", pages, prototype_pages);
}

void main(const pip_fpinfo* information) {
    static user_ctx_t resume;
    for (uint32_t i = 0; i < PIP_EVENT_RECORD; ++i)
        Pip_Set_Entry(i, &resume, i == RESUME ? PIP_OPEN_TO_CHILDREN : 0);
    open_pool(information);

    one_child();
    between_patterns();
    siblings();
    between_patterns();
    refusals();
    between_patterns();
#ifdef NANNY_HAS_PORTS
    ports();
    between_patterns();
#endif
    hungry();
    between_patterns();
    spinning(SPINNING_TICKS);
    between_patterns();
    random_care(RANDOM_STEPS);
    between_patterns();
    nest(LEVELS);
    between_patterns();
    orphans(LEVELS);
    between_patterns();

    print_table();
    printf("nanny: done, %u interrupts on the way\n", ticks);
    Pip_Power_Off();
}
