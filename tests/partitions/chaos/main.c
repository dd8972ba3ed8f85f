/* The chaos: root makes children that run a program which does its worst (child/), with a timer that
 * interrupts them ten thousand times a second (on ARMv7 160 times), and sees to it that they go on: what
 * cannot be entered any more is taken down and made anew. In the end it takes everything down and looks for
 * what should not be.
 *
 * Root runs with interrupts off. Whatever happens, it is entered at the start of `supervise`, which ends by
 * entering a child: all that it remembers lies in variables. */
#include <pip/event.h>
#include <pip/fpinfo.h>
#include <pip/power.h>
#include <pip/stdio.h>

#include "audit.h"
#include "parameters.h"

volatile const parameters_t parameters = {"chaos parameters", 1, 1000000};

enum {
    ENTRIES_PER_CHECK = 10000,
    ROUNDS_PER_COUNT = 16, /* entries of root between two looks at the statistics */
    PATIENCE = 30,         /* faults of a child one after the other, after which it gets a successor */
    SUPPLY_PAGES = 1 + MOST_SUPPLY_PAGES,
    NOWHERE = PIP_EVENT_RECORD - 1, /* the entry of root's VIDT that it is saved at when it yields */
    RESERVE = 16, /* of a child's share of memory: its own configuration, program and so on */
};

extern char child_image[], child_image_end[]; /* child_image.S */

typedef struct ward {
    household_t household; /* with one child, in slot 0 */
    pip_word_t begin, end; /* the memory that it and its descendants live on */
    uint32_t streak;       /* faults without anything else in between */
    /* it is being taken down; `before` is what it and its descendants had done when that began */
    uint32_t dying;
    statistics_t before;
    /* the statistics pages as last found, and those of pages that were emptied since */
    statistics_t seen[SUPPLY_PAGES], earlier;
} ward_t;

static ward_t wards[SLOTS];
static statistics_t own;
static household_t dice;
static pip_word_t claims;
static uint32_t ticks, other_interrupts, checks, rounds, entries_at_check, reported;
static pip_word_t memory_begin, memory_end;

/* --- what was done so far ------------------------------------------------------------------------------ */

static void add(statistics_t* sum, const statistics_t* other) {
    sum->calls += other->calls;
    sum->refused += other->refused;
    sum->faults += other->faults;
    sum->interrupts += other->interrupts;
    sum->partitions += other->partitions;
    sum->deleted += other->deleted;
    sum->wrong += other->wrong;
    if (other->depth > sum->depth) sum->depth = other->depth;
}

/* An interrupt may have come between a number and the sum. */
static int makes_sense(const statistics_t* s) {
    const uint32_t sum =
        s->calls + s->refused + s->faults + s->interrupts + s->partitions + s->deleted + s->wrong + s->depth;
    return sum - s->check <= 1;
}

/* A page may have been taken from its owner and have become something else; what was seen there still counts.
 */
static statistics_t look_at(ward_t* ward) {
    statistics_t sum = ward->earlier;
    for (uint32_t i = 0; i < SUPPLY_PAGES; ++i) {
        const pip_word_t page = ward->household.supply + i * (pip_word_t)PAGE_SIZE;
        const statistics_t* now = (const statistics_t*)page;
        if (is_accessible(page) && makes_sense(now)) {
            if (now->calls < ward->seen[i].calls)
                add(&ward->earlier, &ward->seen[i]), add(&sum, &ward->seen[i]);
            ward->seen[i] = *now;
        }
        add(&sum, &ward->seen[i]);
    }
    return sum;
}

static statistics_t look_at_all(void) {
    statistics_t sum = own;
    for (uint32_t i = 0; i < SLOTS; ++i) {
        const statistics_t part = look_at(&wards[i]);
        add(&sum, &part);
    }
    return sum;
}

static void check_invariants(void) {
    const pip_result_t result = Pip_Check_Invariants_Result();
    if (result.error != PIP_ERROR_NONE)
        fail("the kernel is no debug kernel and checks no invariants; error", result.error, PIP_ERROR_NONE);
    claims = result.value;
    ++checks;
}

/* --- children ------------------------------------------------------------------------------------------ */

/* Makes a child out of memory that is free; a child that is only half made is taken down again. */
static void begin(ward_t* ward) {
    ward->streak = 0;
    furnish(&ward->household, 0);
    if (!ward->household.slots[0].built)
        fail("a child cannot be made", ward->household.slots[0].descriptor, 0);
}

static void begin_end(ward_t* ward) {
    ward->dying = 1;
    ward->before = look_at(ward);
    note_configuration(ward->begin, ward->end);
    ward->household.slots[0].built = 0;
}

static void go_on_with_end(ward_t* ward) {
    const pip_word_t error = take_down(&ward->household, 0);
    if (error == PIP_ERROR_AGAIN) {
        const pip_result_t entered = enter_child(&ward->household, 0, NOWHERE, 1);
        if (entered.error != PIP_ERROR_CHILD_DYING)
            fail("a child that is being taken down was not refused: error", entered.error,
                 PIP_ERROR_CHILD_DYING);
        return;
    }
    if (error != PIP_ERROR_NONE) fail("a child cannot be taken down: error", error, PIP_ERROR_NONE);
    const statistics_t after = look_at(ward);
    if (after.calls != ward->before.calls)
        fail("something ran while it was being taken down: calls", after.calls, ward->before.calls);
    check_returned(ward->begin, ward->end);
    ward->dying = 0;
}

/* Root, too, makes calls while its children run: it takes pages from them, which may be their VIDT or their
 * stack, and gives others. */
static void interfere(ward_t* ward) {
    household_t* household = &ward->household;
    const pip_word_t descriptor = household->slots[0].descriptor;
    const pip_word_t page = chance(household, 2) ? STATISTICS + below(household, 4) * (pip_word_t)PAGE_SIZE
                                                 : POOL + below(household, 1000) * (pip_word_t)PAGE_SIZE;
    if (chance(household, 50))
        CALL(household, REMOVE_VADDR, descriptor, page);
    else
        CALL(household, ADD_VADDR, allocate(household), descriptor, page, 1, 1, 1);
    CALL(household, COLLECT, descriptor, page);
    CALL(household, SET_PORTS, descriptor, below(household, PIP_LIMITS_PORT_RANGES), CONSOLE_SCRATCH,
         CONSOLE_SCRATCH);
}

static void run(ward_t* ward) {
    if (ward->dying) {
        go_on_with_end(ward);
        return;
    }
    slot_t* slot = &ward->household.slots[0];
    if (slot->descriptor == 0) begin(ward);
    if (chance(&dice, 3)) interfere(ward);
    if (ward->streak > PATIENCE || below(&dice, 10000) == 0 || !is_accessible(slot->state)) {
        begin_end(ward);
        return;
    }
    const pip_result_t result = enter_child(&ward->household, 0, NOWHERE, chance(&dice, 5));
    if (result.error == PIP_ERROR_TARGET_VIDT || result.error == PIP_ERROR_TARGET_CONTEXT)
        ward->streak += PATIENCE / 3;
    else
        fail("a child cannot be entered: error", result.error, PIP_ERROR_NONE);
}

/* --- the supervisor ------------------------------------------------------------------------------------ */

static _Noreturn void finish(void) {
    for (uint32_t i = 0; i < SLOTS; ++i) {
        if (!wards[i].dying && wards[i].household.slots[0].descriptor != 0) begin_end(&wards[i]);
        while (wards[i].dying) go_on_with_end(&wards[i]);
    }
    check_invariants();
    const statistics_t sum = look_at_all();
    const uint32_t lost = count_lost(memory_begin, memory_end);
    printf("chaos: %u partitions, %u taken down by those who made them, down to depth %u; %u software "
           "interrupts; %u checks of the "
           "invariants\n",
           sum.partitions, sum.deleted, sum.depth, sum.interrupts, checks);
    printf("chaos: %u calls (%u refused), %u faults, %u interrupts, %u pages lost\n", sum.calls, sum.refused,
           sum.faults, ticks, lost);
    if (lost != 0) fail("pages are lost", lost, 0);
    if (sum.wrong != 0) fail("partitions found what must not be, times", sum.wrong, 0);
    if (other_interrupts != 0) fail("interrupts other than the timer's", other_interrupts, 0);
    Pip_Power_Off();
}

static void note_event(void) {
    pip_event_t event;
    if (!Pip_Event_Read(&event)) fail("there is no event record", 0, 1);
    ward_t* sender = 0;
    for (uint32_t i = 0; i < SLOTS; ++i)
        if (wards[i].household.slots[0].descriptor == event.sender && !wards[i].dying) sender = &wards[i];
    if (event.cause == PIP_EVENT_CAUSE_INTERRUPT) {
        if (event.sender != PIP_EVENT_SENDER_KERNEL)
            fail("an interrupt was sent by", event.sender, PIP_EVENT_SENDER_KERNEL);
        *(event.vector == PIP_TIMER_ENTRY ? &ticks : &other_interrupts) += 1;
        return;
    }
    if (!sender) fail("root was entered by somebody who is no child of its own", event.sender, 0);
    if (event.cause == PIP_EVENT_CAUSE_FAULT)
        note_fault(&sender->household, event.sender);
    else if (event.cause == PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT ||
             (FORWARDS_CALLS && event.cause == PIP_EVENT_CAUSE_CALL))
        COUNT(&own, interrupts);
    else if (event.cause != PIP_EVENT_CAUSE_YIELD)
        fail("root was entered for an unknown cause", event.cause, PIP_EVENT_CAUSE_YIELD);
    sender->streak = event.cause == PIP_EVENT_CAUSE_FAULT ? sender->streak + 1 : 0;
}

static void take_stock(void) {
    const statistics_t sum = look_at_all();
    const uint32_t entries = sum.calls + sum.faults + sum.interrupts + ticks;
    if (entries - entries_at_check >= ENTRIES_PER_CHECK) {
        entries_at_check = entries;
        check_invariants();
    }
    if (sum.calls / 100000 != reported) {
        reported = sum.calls / 100000;
        printf("chaos: %u calls (%u refused), %u faults, %u interrupts, %u partitions, %zu invariants hold\n",
               sum.calls, sum.refused, sum.faults, ticks, sum.partitions, claims);
    }
    if (sum.calls >= parameters.calls) finish();
}

static _Noreturn void supervise(void) {
    note_event();
    for (;;) {
        if (++rounds % ROUNDS_PER_COUNT == 0) take_stock();
        run(&wards[below(&dice, SLOTS)]); /* comes back where there was nothing to enter */
    }
}

/* --- start --------------------------------------------------------------------------------------------- */

static void share_out_memory(const pip_fpinfo* information) {
    memory_begin = information->membegin;
    memory_end = information->memend;
    const pip_word_t most = (SUPPLY_PAGES + RESERVE + MOST_POOL_PAGES) * PAGE_SIZE;
    pip_word_t share = (memory_end - memory_begin) / SLOTS & -(pip_word_t)PAGE_SIZE;
    if (share > most) share = most;
    for (uint32_t i = 0; i < SLOTS; ++i) {
        ward_t* ward = &wards[i];
        ward->begin = memory_begin + i * share;
        ward->end = ward->begin + share;
        ward->household = (household_t){
            .random = any(&dice),
            .fast = has_fast_entry(),
            .code = (pip_word_t)child_image,
            .supply = ward->begin,
            .supply_pages = SUPPLY_PAGES,
            .pool = ward->begin + SUPPLY_PAGES * PAGE_SIZE,
            .pool_pages = (uint32_t)(share / PAGE_SIZE) - SUPPLY_PAGES,
            .statistics = &own,
        };
    }
}

void main(const pip_fpinfo* information) {
    static user_ctx_t context;
    static char stack[4 * PAGE_SIZE] __attribute__((aligned(16)));
    if (child_image_end - child_image > CODE_PAGES * PAGE_SIZE)
        fail("the children's program is too large", (pip_word_t)(child_image_end - child_image),
             CODE_PAGES * PAGE_SIZE);
    printf("chaos: seed %u, %u calls\n", parameters.seed, parameters.calls);
    dice.random = parameters.seed;
    Pip_InitContext(&context, (pip_word_t)supervise, (pip_word_t)(stack + sizeof stack), 0);
    /* most are open to children, whose attempts at the others are refused */
    for (uint32_t i = 0; i < NOWHERE; ++i) Pip_Set_Entry(i, &context, i % 4 != 0 ? PIP_OPEN_TO_CHILDREN : 0);
    VIDT[NOWHERE] = 0; /* root is never resumed */
    share_out_memory(information);
    start_timer();
    for (;;) run(&wards[below(&dice, SLOTS)]);
}
