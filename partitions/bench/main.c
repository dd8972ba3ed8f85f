/* What the kernel's entries cost, in guest instructions: `./pepin run bench --icount`. Each service is measured with a child that is as
 * good as empty, and again with one that maps thousands of pages among a hundred siblings: but for deletePartition nothing may differ. */
#include <pip/api.h>
#include <pip/fpinfo.h>
#include <pip/paging.h>
#include <pip/power.h>
#include <pip/stdio.h>
#include <pip/string.h>
#include <pip/vidt.h>

#include <stddef.h>

typedef struct {
    uint32_t instructions;
    uint32_t result;
} measured_t;

uint64_t measure_gate(uint32_t selector, uint32_t count, const uint32_t *arguments);
uint32_t measure_yield(uint32_t descriptor);
uint32_t measure_event(uint32_t descriptor, uint32_t entry);
uint32_t measure_timer(uint32_t descriptor, uint32_t entry, volatile uint32_t *clock);
extern char child_begin[], child_yielding[], child_interrupting[], child_faulting[], child_spinning[], event_handler[], timer_handler[], timer_absorbed[];
void absorb_interrupt(void);
void main(const pip_fpinfo *information);

enum {
    CHILD_STACK = 0x00600000, /* in the child: a page for stack, contexts and the spinning child's clock */
    CHILD_PAGES = 0x10000000, /* where the crowded child has its pages */
    SPARE_PAGE = 0x20000000,  /* an address that no table covers */
    CROWD_PAGES = 4096,
    CROWD_SIBLINGS = 100,
    SAVED = 50,
    CLOCK_OFFSET = 2048,
    MEASURE_OVERHEAD = 4, /* instructions of measure_gate's own between the readings */
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

static measured_t call(uint32_t selector, uint32_t count, const uint32_t *arguments)
{
    const uint64_t both = measure_gate(selector, count, arguments);
    return (measured_t){(uint32_t) both - MEASURE_OVERHEAD, (uint32_t) (both >> 32)};
}

#define CALL(selector, ...) \
    call(selector, sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t), (const uint32_t[]){__VA_ARGS__})

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
    memset(context, 0, sizeof *context);
    context->eip = (uint32_t) start;
    context->pipflags = 1;
    context->regs.esp = CHILD_STACK + PIP_I386_PAGE_SIZE;
    context->regs.ebx = CHILD_STACK + CLOCK_OFFSET;
    ((uint32_t *) vidt)[index] = CHILD_STACK + place;
}

/* The timer is still, so that it disturbs no measurement, but for one tick that is asked for. */
static void stop_timer(void)
{
    static user_ctx_t absorbing;
    Pip_Outb(0x43, 0x30); /* channel 0 counts once, and waits for its count */
    absorbing.eip = (uint32_t) timer_absorbed;
    ((uint32_t *) PIP_I386_VIDT)[PIP_VIDT_FIRST_INTERRUPT] = (uint32_t) &absorbing;
    absorb_interrupt(); /* a tick from before */
}

static void start_timer_once(void)
{
    stop_timer();
    Pip_Outb(0x40, 0);
    Pip_Outb(0x40, 0x10);
}

static void measure_services(const char *state, uint32_t child)
{
    const uint32_t mine = page(), first = page(), second = page(), third = page();
    const uint32_t mapped_at = CHILD_STACK + PIP_I386_PAGE_SIZE;
    const uint32_t list = first;
    *(uint32_t *) first = second;
    *(uint32_t *) second = third;
    *(uint32_t *) third = 0;
    CALL(PIP_SELECTOR_OUT_BYTE, 0x3ff, 0); /* the emulator counts differently when it first meets an access to a device */
    measured(state, "in_byte", CALL(PIP_SELECTOR_IN_BYTE, 0x3ff), Pip_Inb(0x3ff));
    measured(state, "out_byte", CALL(PIP_SELECTOR_OUT_BYTE, 0x3ff, 0), 0);
    measured(state, "get_int_state", CALL(PIP_SELECTOR_GET_INT_STATE, child), Pip_Get_Int_State(child));
    measured(state, "set_int_state", CALL(PIP_SELECTOR_SET_INT_STATE, 0), 0);
    measured(state, "count_to_map", CALL(PIP_SELECTOR_COUNT_TO_MAP, child, mapped_at), 0);
    measured(state, "mapped_in_child", CALL(PIP_SELECTOR_MAPPED_IN_CHILD, mine), 0);
    measured(state, "add_vaddr", CALL(PIP_SELECTOR_ADD_VADDR, mine, child, mapped_at, 1, 1, 1), 1);
    measured(state, "add_vaddr_refused", CALL(PIP_SELECTOR_ADD_VADDR, mine, child, mapped_at, 1, 1, 1), 0);
    measured(state, "remove_vaddr", CALL(PIP_SELECTOR_REMOVE_VADDR, child, mapped_at), 1);
    measured(state, "prepare", CALL(PIP_SELECTOR_PREPARE, child, SPARE_PAGE, list), 1);
    measured(state, "collect", CALL(PIP_SELECTOR_COLLECT, child, SPARE_PAGE), 1);
    const uint32_t descriptor = page();
    measured(state, "create_partition", CALL(PIP_SELECTOR_CREATE_PARTITION, descriptor, page(), page(), page(), page()), 1);
    measured(state, "delete_partition_empty", CALL(PIP_SELECTOR_DELETE_PARTITION, descriptor), 1);
}

static void measure_control(const char *state, uint32_t child, uint32_t stack, uint32_t vidt)
{
    static user_ctx_t saved, handler, ticking;
    uint32_t *mine = (uint32_t *) PIP_I386_VIDT;
    mine[SAVED] = (uint32_t) &saved;
    set_entry(stack, vidt, SAVED, 0, child_yielding);
    set_entry(stack, vidt, 51, 0x40, child_interrupting);
    set_entry(stack, vidt, 52, 0x80, child_faulting);
    set_entry(stack, vidt, 53, 0xc0, child_spinning);
    ((uint32_t *) vidt)[PIP_VIDT_SAVE_UNMASKED] = CHILD_STACK + 0x100;

    measure_yield(child); /* the child's first steps */
    figure(state, "yield_round_trip", measure_yield(child));

    handler.eip = (uint32_t) event_handler;
    mine[0x50] = mine[6] = (uint32_t) &handler;
    figure(state, "software_interrupt", measure_event(child, 51));
    figure(state, "fault", measure_event(child, 52));

    ticking.eip = (uint32_t) timer_handler;
    start_timer_once();
    mine[PIP_VIDT_FIRST_INTERRUPT] = (uint32_t) &ticking;
    figure(state, "timer", measure_timer(child, 53, (volatile uint32_t *) (stack + CLOCK_OFFSET)));
}

/* The dearest single call on the way to the end of a child that has all there is to have. */
static void measure_deletion(uint32_t child)
{
    uint32_t longest = 0, total = 0, calls = 0;
    measured_t last;
    do {
        last = CALL(PIP_SELECTOR_DELETE_PARTITION, child);
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
    stop_timer();
    Pip_InitPaging(information->membegin, information->memend);
    const uint32_t child = make_child(), stack = page(), vidt = page();
    memset((void *) stack, 0, PIP_I386_PAGE_SIZE);
    memset((void *) vidt, 0, PIP_I386_PAGE_SIZE);
    map(stack, child, CHILD_STACK);
    map(vidt, child, PIP_I386_VIDT);
    map((uint32_t) child_begin, child, (uint32_t) child_begin);

    measure_services("small", child);
    measure_control("small", child, stack, vidt);
    for (uint32_t i = 0; i < CROWD_PAGES; ++i)
        map(page(), child, CHILD_PAGES + i * PIP_I386_PAGE_SIZE);
    for (uint32_t i = 0; i < CROWD_SIBLINGS; ++i)
        make_child();
    measure_services("crowded", child);
    measure_control("crowded", child, stack, vidt);
    measure_deletion(child);
    printf("bench: done\n");
    Pip_Power_Off();
}
