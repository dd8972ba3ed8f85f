/* What it costs to pass control: yield there and back, faults, software interrupts, the timer, with and
 * without floating point. */
#include "bench.h"

#include <pip/event.h>

/* Each in one page, wherever the linker puts it: the kernel copies what lies in two word by word. */
static _Alignas(128) user_ctx_t saved;
static _Alignas(128) user_ctx_t handler;
static _Alignas(128) user_ctx_t ticking;
static _Alignas(128) user_ctx_t interrupted;
_Static_assert(sizeof(user_ctx_t) <= 128, "a context fits between two multiples of its alignment");

static uint32_t* own_vidt(void) { return (uint32_t*)PIP_VIDT_ADDRESS; }

static int is_guarded(void) { return own_vidt()[PIP_EVENT_MAGIC_INDEX] == PIP_EVENT_GUARDED_MAGIC; }

/* What the figure of this name is called where root and the child are guarded. */
#define FIGURE(name) (is_guarded() ? name "_guarded" : name)

/* Makes an entry of root's point to a context, which children can name. */
static void open_entry(uint32_t index, const user_ctx_t* context) {
    own_vidt()[index] = (uint32_t)context | (is_guarded() ? PIP_OPEN_TO_CHILDREN : 0);
}

static void checked(const char* name, const char* suffix, uint32_t instructions) {
    need(instructions != REFUSED, name);
    note(name, suffix, instructions);
}

void measure_yields(const child_t* child) {
    const uint32_t descriptor = child->descriptor;
    open_entry(ENTRY_SAVED, &saved);
    own_vidt()[ENTRY_NULL] = 0;
    set_entry(child, ENTRY_YIELDING, child_yielding);
    set_entry(child, ENTRY_YIELDING_FAST, child_yielding_fast);
    set_entry(child, ENTRY_UNSAVED, child_unsaved);
    set_entry(child, ENTRY_UNSAVED_FAST, child_unsaved_fast);
    measure_yield(descriptor, ENTRY_YIELDING); /* the child's first steps */
    measure_yield_fast(descriptor, ENTRY_YIELDING_FAST);
    for (uint32_t round = 0; round < ROUNDS; ++round) {
        checked(FIGURE("yield_round_trip"), "", measure_yield(descriptor, ENTRY_YIELDING));
        checked(FIGURE("yield_round_trip"), way_suffix[1],
                measure_yield_fast(descriptor, ENTRY_YIELDING_FAST));
        checked(FIGURE("yield_round_trip_callee_unsaved"), "", measure_yield(descriptor, ENTRY_UNSAVED));
        checked(FIGURE("yield_round_trip_callee_unsaved"), way_suffix[1],
                measure_yield_fast(descriptor, ENTRY_UNSAVED_FAST));
    }
}

/* The child's entry 49 is where it is saved when something happens to it. */
static void measure_event_of(const child_t* child, uint32_t entry, const char* name, const char* name_one_way,
                             const void* code, const void* clocked) {
    const volatile uint32_t* clock = (const volatile uint32_t*)(child->stack + CLOCK_OFFSET);
    set_entry(child, PIP_VIDT_SAVE_UNMASKED, code);
    set_entry(child, entry, code);
    checked(name, "", measure_event(child->descriptor, entry));
    set_entry(child, entry, clocked);
    need(measure_event(child->descriptor, entry) != REFUSED, name);
    checked(name_one_way, "", event_clock - *clock);
}

static void measure_floating_point(const child_t* child) {
    set_entry(child, ENTRY_FLOATING, child_floating);
    /* in the first ones registers are not switched but reset */
    for (uint32_t round = 0; round < 2 + ROUNDS; ++round) {
        const uint32_t instructions = measure_yield_floating(child->descriptor, ENTRY_FLOATING);
        if (round >= 2) checked(FIGURE("yield_round_trip_floating_point"), "", instructions);
    }
}

/* How far a spinning loop of three instructions has come differs from tick to tick, so begin at each of them.
 */
static void measure_ticks(const child_t* child) {
    Pip_InitContext(&ticking, (uint32_t)timer_handler, 0, 0);
    own_vidt()[PIP_VIDT_SAVE_UNMASKED] = (uint32_t)&interrupted;
    for (uint32_t round = 0; round < 2 * ROUNDS; ++round) {
        set_entry(child, ENTRY_SPINNING, child_spinning + CHILD_SPINNING_STEP * (round % 3));
        stop_timer();
        start_timer_once();
        own_vidt()[PIP_TIMER_ENTRY] = (uint32_t)&ticking;
        const volatile uint32_t* clock = (const volatile uint32_t*)(child->stack + CLOCK_OFFSET);
        checked(FIGURE("timer"), "", measure_timer(child->descriptor, ENTRY_SPINNING, clock));
        stop_timer();
        start_timer_once();
        own_vidt()[PIP_TIMER_ENTRY] = (uint32_t)&ticking;
        checked(FIGURE("timer_from_root"), "", measure_timer_from_root(round % 3));
    }
    own_vidt()[PIP_VIDT_SAVE_UNMASKED] = 0;
    stop_timer();
}

void measure_events(const child_t* child) {
    Pip_InitContext(&handler, (uint32_t)event_handler, 0, 0);
    own_vidt()[PIP_UNDEFINED_FAULT_ENTRY] = (uint32_t)&handler;
    for (uint32_t round = 0; round < 1 + ROUNDS; ++round) {
        measure_event_of(child, ENTRY_FAULTING, FIGURE("fault"), FIGURE("fault_one_way"), child_faulting,
                         child_faulting_clocked);
        if (has_software_interrupts) {
            open_entry(SOFTWARE_INTERRUPT, &handler);
            measure_event_of(child, ENTRY_INTERRUPTING, FIGURE("software_interrupt"),
                             FIGURE("software_interrupt_one_way"), child_interrupting,
                             child_interrupting_clocked);
        }
    }
    measure_ticks(child);
    measure_floating_point(child);
}

void measure_guarded(const child_t* child) {
    uint32_t* vidt = (uint32_t*)child->vidt;
    Pip_Event_Enable();
    Pip_Guard_Vidt(vidt);
    measure_yields(child);
    measure_events(child);
    vidt[PIP_EVENT_MAGIC_INDEX] = 0;
    Pip_Event_Disable();
}
