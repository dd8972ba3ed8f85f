/* What the kernel's entries cost on ARMv7, in guest instructions: `./pepin run bench --arch armv7 --icount`. As on i386, each service is
 * measured with a child that is as good as empty, and again with one that maps thousands of pages among a hundred siblings. */
#include <pip/api.h>
#include <pip/fpinfo.h>
#include <pip/paging.h>
#include <pip/power.h>
#include <pip/stdio.h>
#include <pip/string.h>
#include <pip/vidt.h>

typedef struct {
    uint32_t instructions;
    uint32_t result;
} measured_t;

uint64_t measure_call(uint32_t number, const uint32_t *arguments);
uint32_t measure_yield(uint32_t descriptor);
uint32_t measure_event(uint32_t descriptor, uint32_t entry);
uint32_t measure_timer(uint32_t descriptor, uint32_t entry, volatile uint32_t *clock);
extern char child_begin[], child_yielding[], child_faulting[], child_spinning[], event_handler[], timer_handler[];
void main(const pip_fpinfo *information);

enum {
    CHILD_STACK = 0x00600000, /* in the child: a page for stack, contexts and the spinning child's clock */
    CHILD_PAGES = 0x10000000, /* where the crowded child has its pages */
    SPARE_PAGE = 0x20000000,  /* an address that no table covers */
    CROWD_PAGES = 4096,
    CROWD_SIBLINGS = 100,
    SAVED = 50,
    CLOCK_OFFSET = 2048,
    MEASURE_OVERHEAD = 3, /* of measure_call's own between the readings: reading, the jump to the instruction and the one back */
};

static _Noreturn void stop(const char *what)
{
    printf("bench: %s\n", what);
    for (;;)
        continue;
}

static uint32_t page(void)
{
    void *allocated = Pip_AllocPage();
    if (!allocated)
        stop("there is no free page left");
    return (uint32_t) allocated;
}

static void need(uint32_t truth, const char *what)
{
    if (!truth)
        stop(what);
}

static measured_t call(uint32_t number, const uint32_t *arguments)
{
    const uint64_t both = measure_call(number, arguments);
    return (measured_t){(uint32_t) both - MEASURE_OVERHEAD, (uint32_t) (both >> 32)};
}

#define CALL(name, ...) call(PIP_ARMV7_SVC_##name, (const uint32_t[6]){__VA_ARGS__})

static void figure(const char *state, const char *name, uint32_t instructions)
{
    printf("figure %s %s %u\n", state, name, instructions);
}

static void measured(const char *state, const char *name, measured_t result, uint32_t expected)
{
    if (result.result != expected) {
        printf("bench: %s, %s: the result is 0x%x instead of 0x%x\n", state, name, result.result, expected);
        stop("a measured call failed");
    }
    figure(state, name, result.instructions);
}

static uint32_t make_child(void)
{
    const uint32_t descriptor = page();
    need(Pip_CreatePartition(descriptor, page(), page(), page(), page()), "createPartition failed");
    return descriptor;
}

static void map(uint32_t mine, uint32_t child, uint32_t childs)
{
    need(Pip_MapPageWrapper(mine, child, childs) == 0, "a page could not be mapped");
}

/* Fills a context in the child's stack page and names it in the child's VIDT. */
static void set_entry(uint32_t stack, uint32_t vidt, uint32_t index, uint32_t place, const char *start)
{
    user_ctx_t *context = (user_ctx_t *) (stack + place);
    Pip_InitContext(context, (uint32_t) start, CHILD_STACK + PGSIZE, 1);
    context->r[0] = CHILD_STACK + CLOCK_OFFSET;
    ((uint32_t *) vidt)[index] = CHILD_STACK + place;
}

static void measure_services(const char *state, uint32_t child)
{
    const uint32_t mine = page(), first = page(), second = page(), third = page();
    const uint32_t mapped_at = CHILD_STACK + PGSIZE;
    *(uint32_t *) first = second;
    *(uint32_t *) second = third;
    *(uint32_t *) third = 0;
    measured(state, "get_int_state", CALL(GET_INT_STATE, child), Pip_Get_Int_State(child));
    measured(state, "set_int_state", CALL(SET_INT_STATE, 0), 0);
    measured(state, "count_to_map", CALL(COUNT_TO_MAP, child, mapped_at), 0);
    measured(state, "mapped_in_child", CALL(MAPPED_IN_CHILD, mine), 0);
    measured(state, "add_vaddr", CALL(ADD_VADDR, mine, child, mapped_at, 1, 1, 1), 1);
    measured(state, "add_vaddr_refused", CALL(ADD_VADDR, mine, child, mapped_at, 1, 1, 1), 0);
    measured(state, "remove_vaddr", CALL(REMOVE_VADDR, child, mapped_at), 1);
    measured(state, "prepare", CALL(PREPARE, child, SPARE_PAGE, first), 1);
    measured(state, "collect", CALL(COLLECT, child, SPARE_PAGE), 1);
    const uint32_t descriptor = page();
    measured(state, "create_partition", CALL(CREATE_PARTITION, descriptor, page(), page(), page(), page()), 1);
    measured(state, "delete_partition_empty", CALL(DELETE_PARTITION, descriptor), 1);
}

static void measure_control(const char *state, uint32_t child, uint32_t stack, uint32_t vidt)
{
    static user_ctx_t saved, handler, ticking;
    uint32_t *mine = (uint32_t *) PIP_ARMV7_VIDT;
    mine[SAVED] = (uint32_t) &saved;
    set_entry(stack, vidt, SAVED, 0, child_yielding);
    set_entry(stack, vidt, 52, 0x80, child_faulting);
    set_entry(stack, vidt, 53, 0x100, child_spinning);
    ((uint32_t *) vidt)[PIP_VIDT_SAVE_UNMASKED] = CHILD_STACK + 0x180;

    mine[PIP_TIMER_ENTRY] = 0; /* its interrupts are dropped until one is wanted */
    /* The first undefined instruction of a partition gives it the floating-point registers, which costs each switch from then on a little. */
    Pip_InitContext(&handler, (uint32_t) event_handler, 0, 0);
    mine[PIP_UNDEFINED_FAULT_ENTRY] = (uint32_t) &handler;
    measure_event(child, 52);
    measure_yield(child);      /* the child's first steps */
    uint32_t least = 0xffffffff; /* an interrupt may come in between */
    for (int i = 0; i < 4; ++i) {
        const uint32_t count = measure_yield(child);
        if (count < least)
            least = count;
    }
    figure(state, "yield_round_trip", least);

    least = 0xffffffff;
    for (int i = 0; i < 4; ++i) {
        const uint32_t count = measure_event(child, 52);
        if (count < least)
            least = count;
    }
    figure(state, "fault", least);

    Pip_InitContext(&ticking, (uint32_t) timer_handler, 0, 0);
    mine[PIP_TIMER_ENTRY] = (uint32_t) &ticking;
    /* How far the child's loop of three instructions has come differs from tick to tick: begin at each of them. */
    least = 0xffffffff;
    for (int i = 0; i < 12; ++i) {
        set_entry(stack, vidt, 53, 0x100, child_spinning + 4 * (i % 3));
        const uint32_t count = measure_timer(child, 53, (volatile uint32_t *) (stack + CLOCK_OFFSET));
        if (count < least)
            least = count;
    }
    figure(state, "timer", least);
}

/* The dearest single call on the way to the end of a child that has all there is to have. */
static void measure_deletion(uint32_t child)
{
    uint32_t longest = 0, total = 0, calls = 0;
    measured_t last;
    do {
        last = CALL(DELETE_PARTITION, child);
        total += last.instructions;
        ++calls;
        if (last.instructions > longest)
            longest = last.instructions;
    } while (!last.result && Pip_Get_Int_State(child) == 0xffffffff && Pip_Last_Error() == PIP_ERROR_CHILD_DYING);
    need(last.result, "deletePartition does not come to an end");
    figure("crowded", "delete_partition_crowded_calls", calls);
    figure("crowded", "delete_partition_crowded_longest_call", longest);
    figure("crowded", "delete_partition_crowded_total", total);
}

void main(const pip_fpinfo *information)
{
    Pip_InitPaging(information->membegin, information->memend);
    const uint32_t child = make_child(), stack = page(), vidt = page();
    memset((void *) stack, 0, PGSIZE);
    memset((void *) vidt, 0, PGSIZE);
    map(stack, child, CHILD_STACK);
    map(vidt, child, PIP_ARMV7_VIDT);
    map((uint32_t) child_begin, child, (uint32_t) child_begin);

    measure_services("small", child);
    measure_control("small", child, stack, vidt);
    for (uint32_t i = 0; i < CROWD_PAGES; ++i)
        map(page(), child, CHILD_PAGES + i * PGSIZE);
    for (uint32_t i = 0; i < CROWD_SIBLINGS; ++i)
        make_child();
    measure_services("crowded", child);
    measure_control("crowded", child, stack, vidt);
    measure_deletion(child);
    printf("bench: done\n");
    Pip_Power_Off();
}
