#include "events.h"

#include <pip/api.h>
#include <pip/stdio.h>

#include "machine.h"

/* All of these are set by begin(): a generation's program is a copy of its parent's. */
static int root;
static uint32_t dice, records;

void begin(int is_root, uint32_t seed) {
    root = is_root;
    dice = seed;
    records = 0;
}

void must(int truth, const char* what) {
    if (truth) return;
    if (root) {
        printf("census: error: %s\n", what);
        __builtin_trap(); /* root's fault is nobody's to take: the kernel stops with a dump */
    }
    DESK->failed = what;
    for (;;) continue; /* until an interrupt comes, and our parent looks */
}

uint32_t below(uint32_t limit) {
    dice ^= dice << 13; /* xorshift, by Marsaglia; never 0 */
    dice ^= dice >> 17;
    dice ^= dice << 5;
    return dice % limit;
}

uint32_t any_state(void) { return root ? 0 : below(2); }

void read_record(pip_event_t* event) {
    must(Pip_Event_Read(event), "there is no record");
    must(event->sequence == ++records, "there is a record of no event, or an event without a record");
}

static void call(void) {
    must(Pip_Yield_Result(0, SERVICE, WAITING, any_state(), any_state()).error == PIP_ERROR_NONE,
         "a call of the parent was refused");
    pip_event_t event;
    read_record(&event);
    must(event.cause == PIP_EVENT_CAUSE_YIELD && event.sender == PIP_EVENT_SENDER_PARENT &&
             event.level == PIP_EVENT_LEVEL_PARENT && event.entry == WAITING,
         "somebody else than the parent has answered a call");
}

/* The parent is not to notice. */
static void intrude(void) {
    static const uint16_t closed[] = {CLOSED,
                                      WAITING,
                                      START,
                                      PIP_VIDT_SAVE_UNMASKED,
                                      PIP_MEMORY_FAULT_ENTRY,
                                      PIP_TIMER_ENTRY,
                                      PIP_RECORD_MAGIC,
                                      PIP_RECORD_ADDRESS};
    const uint32_t entry = closed[below(sizeof closed / sizeof *closed)];
    must(Pip_Yield_Result(0, entry, WAITING, any_state(), any_state()).error == PIP_ERROR_TARGET_CONTEXT,
         "the parent was entered where it is closed");
    ++DESK->refused;
}

void make_event(void) {
    desk_t* desk = DESK;
    const uint32_t kind = below(OWN_KINDS + 1);
    if (kind == OWN_KINDS) {
        intrude();
        return;
    }
    desk->address = NOTHING + below(NOTHING_BYTES / sizeof(pip_word_t)) * sizeof(pip_word_t);
    ++desk->made[kind];
    switch (kind) {
    case CALL: call(); break;
    case INVALID_INSTRUCTION: execute_invalid_instruction(); break;
    case BAD_ACCESS: read_word(desk->address); break;
    case SOFTWARE_INTERRUPT: interrupt_by_software(); break;
    default:
        must(call_foreign(desk->address) == answer_to(desk->address), "a foreign call has another answer");
        break;
    }
    uint32_t made = 0;
    for (uint32_t i = 0; i < KINDS; ++i) made += desk->made[i];
    must(desk->answered == made, "an event was not answered, or twice");
}
