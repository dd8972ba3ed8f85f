/* What it costs to pass control: yield there and back, faults, software interrupts, the timer, with and
 * without floating point. */
#include "bench.h"

/* Each in one page, wherever the linker puts it: the kernel copies what lies in two word by word. */
enum { ALIGNMENT = sizeof(user_ctx_t) <= 128 ? 128 : 256 };
static _Alignas(ALIGNMENT) user_ctx_t saved;
static _Alignas(ALIGNMENT) user_ctx_t handler;
static _Alignas(ALIGNMENT) user_ctx_t ticking;
static _Alignas(ALIGNMENT) user_ctx_t interrupted;
_Static_assert(sizeof(user_ctx_t) <= ALIGNMENT, "a context fits between two multiples of its alignment");

static pip_word_t* own_vidt(void) { return (pip_word_t*)PIP_VIDT_ADDRESS; }

/* What the figure of this name is called where root and the child are guarded and need not be. */
#define FIGURE(name) (!PIP_ALWAYS_GUARDED && is_guarded(PIP_VIDT_ADDRESS) ? name "_guarded" : name)

static void checked(const char* name, const char* suffix, uint32_t instructions) {
    need(instructions != REFUSED, name);
    note(name, suffix, instructions);
}

/* Both are saved in the pages of their VIDTs. */
static void measure_yields_in_vidt(const child_t* child) {
    open_entry(ENTRY_SAVED, (const user_ctx_t*)(PIP_VIDT_ADDRESS + IN_VIDT_OFFSET));
    set_entry_in_vidt(child, ENTRY_YIELDING, ways[0].yielding);
    for (uint32_t round = 0; round < 1 + ROUNDS; ++round) {
        const uint32_t instructions = ways[0].measure_yield(child->descriptor, ENTRY_YIELDING);
        if (round >= 1) checked("yield_round_trip_in_vidt", ways[0].suffix, instructions);
    }
    open_entry(ENTRY_SAVED, &saved);
}

void measure_yields(const child_t* child) {
    const pip_word_t descriptor = child->descriptor;
    open_entry(ENTRY_SAVED, &saved);
    own_vidt()[ENTRY_NULL] = 0;
    for (uint32_t way = 0; way < WAYS; ++way) {
        set_entry(child, ENTRY_YIELDING + way, ways[way].yielding);
        set_entry(child, ENTRY_UNSAVED + way, ways[way].unsaved);
        ways[way].measure_yield(descriptor, ENTRY_YIELDING + way); /* the child's first steps */
    }
    for (uint32_t round = 0; round < ROUNDS; ++round) {
        for (uint32_t way = 0; way < WAYS; ++way)
            checked(FIGURE("yield_round_trip"), ways[way].suffix,
                    ways[way].measure_yield(descriptor, ENTRY_YIELDING + way));
        for (uint32_t way = 0; way < WAYS; ++way)
            checked(FIGURE("yield_round_trip_callee_unsaved"), ways[way].suffix,
                    ways[way].measure_yield(descriptor, ENTRY_UNSAVED + way));
    }
    if (has_room_in_vidt) measure_yields_in_vidt(child);
}

/* The child's entry 49 is where it is saved when something happens to it. */
static void measure_event_of(const child_t* child, uint32_t entry, const char* name, const char* name_one_way,
                             const void* code, const void* clocked) {
    const volatile uint32_t* clock = (const volatile uint32_t*)(child->stack + CLOCK_OFFSET);
    set_entry(child, PIP_VIDT_SAVE_UNMASKED, code);
    set_entry(child, entry, code);
    if (resumes_events) {
        need(measure_event(child->descriptor, entry) != REFUSED, name);
        checked(name, "", measure_event(child->descriptor, PIP_VIDT_SAVE_UNMASKED));
    } else {
        checked(name, "", measure_event(child->descriptor, entry));
    }
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
    Pip_InitContext(&ticking, (pip_word_t)timer_handler, 0, 0);
    own_vidt()[PIP_VIDT_SAVE_UNMASKED] = (pip_word_t)&interrupted;
    for (uint32_t round = 0; round < 2 * ROUNDS; ++round) {
        set_entry(child, ENTRY_SPINNING, child_spinning + CHILD_SPINNING_STEP * (round % 3));
        stop_timer();
        start_timer_once();
        own_vidt()[PIP_TIMER_ENTRY] = (pip_word_t)&ticking;
        const volatile uint32_t* clock = (const volatile uint32_t*)(child->stack + CLOCK_OFFSET);
        checked(FIGURE("timer"), "", measure_timer(child->descriptor, ENTRY_SPINNING, clock));
        stop_timer();
        start_timer_once();
        own_vidt()[PIP_TIMER_ENTRY] = (pip_word_t)&ticking;
        checked(FIGURE("timer_from_root"), "", measure_timer_from_root(round % 3));
    }
    own_vidt()[PIP_VIDT_SAVE_UNMASKED] = 0;
    stop_timer();
}

void measure_events(const child_t* child) {
    Pip_InitContext(&handler, (pip_word_t)event_handler, 0, 0);
    own_vidt()[PIP_UNDEFINED_FAULT_ENTRY] = (pip_word_t)&handler;
    for (uint32_t round = 0; round < 1 + ROUNDS; ++round) {
        measure_event_of(child, ENTRY_FAULTING, FIGURE("fault"), FIGURE("fault_one_way"), child_faulting,
                         child_faulting_clocked);
        if (has_software_interrupts) {
            open_entry(SOFTWARE_INTERRUPT, &handler);
            measure_event_of(child, ENTRY_INTERRUPTING, FIGURE("software_interrupt"),
                             FIGURE("software_interrupt_one_way"), child_interrupting,
                             child_interrupting_clocked);
        }
#ifdef FOREIGN_CALL
        open_entry(FOREIGN_CALL, &handler);
        measure_event_of(child, ENTRY_CALLING, "foreign_call", "foreign_call_one_way", child_calling,
                         child_calling_clocked);
#endif
    }
    measure_ticks(child);
    measure_floating_point(child);
}

void measure_guarded(const child_t* child) {
    pip_word_t* vidt = (pip_word_t*)child->vidt;
    Pip_Event_Enable();
    Pip_Guard_Vidt(vidt);
    measure_yields(child);
    measure_events(child);
    vidt[PIP_RECORD_MAGIC] = 0;
    Pip_Event_Disable();
}
