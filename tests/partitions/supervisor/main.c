/* A root that waits for interrupts, sets the timer and masks lines, and judges for itself what comes of it.
 * It goes on in the timer's handler each time: what waits is not kept. */
#include <stddef.h>

#include <pip/api.h>
#include <pip/fpinfo.h>
#include <pip/power.h>
#include <pip/stdio.h>
#include <pip/vidt.h>

enum { TIMER_LINE = PIP_TIMER_ENTRY - PIP_FIRST_INTERRUPT_ENTRY, WAITS = 100, TICKS = 3 };

static struct {
    uint64_t frequency; /* of the clock */
    uint64_t deadline;  /* what the timer was set to */
    uint64_t first;     /* when the first tick came */
    uint32_t step;
    uint32_t left;   /* of the step's interrupts */
    uint32_t wanted; /* whether the timer may interrupt */
} state;

static __attribute__((noreturn)) void fail(const char* what, uint64_t actual, uint64_t expected) {
    printf("supervisor: error: %s: 0x%08x%08x, expected 0x%08x%08x\n", what, (uint32_t)(actual >> 32),
           (uint32_t)actual, (uint32_t)(expected >> 32), (uint32_t)expected);
    __builtin_trap(); /* nobody takes root's fault: the kernel stops with a dump */
}

static void must_equal(const char* what, uint64_t actual, uint64_t expected) {
    if (actual != expected) fail(what, actual, expected);
}

static void must(const char* what, pip_result_t result, pip_word_t error) {
    must_equal(what, result.error, error);
    must_equal(what, result.value, error == PIP_ERROR_NONE);
}

static uint64_t now(void) { return time(NULL); }

static void set_timer(uint64_t deadline) {
    state.deadline = deadline;
    state.wanted = deadline != 0;
    must("the timer is set", Pip_Set_Timer_Result((pip_word_t)deadline, (pip_word_t)(deadline >> 31 >> 1)),
         PIP_ERROR_NONE);
}

static __attribute__((noreturn)) void wait(void) {
    must("root waits", Pip_Wait_Result(), PIP_ERROR_NONE);
    fail("what waits is resumed, although it was not to be kept", 1, 0);
}

/* With interrupts on. */
static void nothing_may_come(uint64_t ticks) {
    const uint64_t begin = now();
    Pip_Set_Int_State(1);
    while (now() - begin < ticks) continue;
    Pip_Set_Int_State(0);
}

static void mask(uint32_t enabled) {
    must("the timer's line", Pip_Set_Line_Result(TIMER_LINE, enabled), PIP_ERROR_NONE);
}

static __attribute__((noreturn)) void wait_for(uint64_t deadline) {
    set_timer(deadline);
    wait();
}

/* Each step ends in waiting for the timer, whose handler goes on with the next one. */
static __attribute__((noreturn)) void next_step(void) {
    const uint64_t millisecond = state.frequency / 1000;
    switch (state.step++) {
    case 0:
        printf("supervisor: it ticks\n");
        state.wanted = 1;
        state.left = TICKS;
        wait();
    case 1:
        printf("supervisor: a tick takes %u microseconds\n",
               (uint32_t)(now() - state.first) / (TICKS - 1) / (uint32_t)(state.frequency / 1000000));
        printf("supervisor: a time that comes, and one that is past\n");
        wait_for(now() + millisecond);
    case 2: wait_for(1);
    case 3: printf("supervisor: a time that is far away\n"); wait_for(now() + 200 * millisecond);
    case 4:
        printf("supervisor: a later call takes the place of an earlier one\n");
        set_timer(now() + 100 * millisecond);
        wait_for(now() + millisecond);
    case 5:
        printf("supervisor: disarmed\n");
        set_timer(now() + millisecond);
        set_timer(0);
        nothing_may_come(120 * millisecond);
        wait_for(now() + millisecond);
    case 6:
        printf("supervisor: masked, and not any more\n");
        mask(0); /* before: what is on its way to the processor comes all the same */
        set_timer(now() + millisecond);
        state.wanted = 0;
        nothing_may_come(5 * millisecond);
        state.wanted = 1;
        mask(1);
        wait();
    case 7:
        printf("supervisor: %u times in a row\n", WAITS);
        state.left = WAITS;
        wait_for(now() + millisecond / 10);
    default:
        must("a line that there is not", Pip_Set_Line_Result(PIP_INTERRUPT_LINES, 0), PIP_ERROR_BAD_LINE);
        must("nor this one", Pip_Set_Line_Result(PIP_WORD_MAX, 1), PIP_ERROR_BAD_LINE);
        printf("supervisor: done\n");
        Pip_Power_Off();
        for (;;) continue;
    }
}

static __attribute__((noreturn)) void timer(void) {
    const uint64_t arrived = now();
    must_equal("whether the timer may interrupt", state.wanted, 1);
    if (arrived < state.deadline) fail("the timer interrupts too early", arrived, state.deadline);
    if (state.left > 1) {
        --state.left;
        if (state.deadline == 0) { /* it ticks by itself */
            if (state.first == 0) state.first = arrived;
            Pip_Set_Int_State(1); /* an emulator that counts instructions does not count while nobody runs */
            for (;;) continue;
        }
        wait_for(arrived + state.frequency / 10000);
    }
    state.left = 0;
    state.wanted = 0;
    next_step();
}

void main(const pip_fpinfo* information) {
    static user_ctx_t handler;
    static uint8_t stack[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));
    state.frequency = Pip_Clock_Frequency(information);
    printf("supervisor: a clock of %u kHz\n", (uint32_t)(state.frequency / 1000));
    must_equal("whether the clock is faster than a megahertz", state.frequency >= 1000000, 1);
    must_equal("whether the clock goes on", now() < now(), 1);
    Pip_RegisterInterrupt(&handler, PIP_TIMER_ENTRY, (pip_word_t)timer, (pip_word_t)stack, 0);
    next_step();
}
