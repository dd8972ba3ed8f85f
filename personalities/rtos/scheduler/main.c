/* The scheduler: a root partition that runs an application's tasks, each in a partition of its own, under the
 * API of FreeRTOS.
 *
 *     root (this) ... task, task, group of tasks ...
 *
 * Root runs with interrupts off. It is entered at the start of `entered` whatever happens, at a tick, for a
 * call, after a fault, and ends by entering the most urgent task that is ready, or by waiting: all that it
 * remembers lies in variables. */
#include <pip/api.h>
#include <pip/event.h>
#include <pip/fpinfo.h>
#include <pip/stdio.h>

#include "../heap.h"
#include "architecture.h"
#include "dispatch.h"
#include "election.h"
#include "end.h"
#include "objects.h"
#include "task_memory.h"
#include "waiting.h"

enum { HEAP_SIZE = 256 * 1024 };

/* --- entering tasks ------------------------------------------------------------------------------------ */

/* Nobody runs until the next interrupt. Entries 48 and 49 of root's VIDT are 0, so this loop is not saved,
 * and not missed. */
static _Noreturn void idle(void) {
    running = NULL;
    Pip_Set_Int_State_Result(1);
    for (;;) continue;
}

/* Makes the task the one that its partition's contexts are for. Returns the entry where it goes on. */
static uint32_t make_current(task_t* task) {
    control_t* control = task->partition->control;
    box_t* theirs = task->own_box;
    control->current = theirs;
    control->ticks = now;
    if (must_switch(task)) return begin_switch(task);
    save_interrupted_at(control, theirs->interrupted);
    control->vidt[ENTRY_WAITING] = Pip_Open(&theirs->waiting, PIP_OPEN_TO_PARENT);
    switch (task->mode) {
    case FRESH:
        Pip_InitContext(&control->start, APPLICATION_IMAGE, stack_top(task->place), 1);
        return ENTRY_START;
    case CALLED: task->box->result = task->result; return ENTRY_WAITING;
    default: return interrupted_entry(task->partition);
    }
}

static task_t* next_task(void) {
    clear_away_ended();
    return elect();
}

static _Noreturn void run(void) {
    for (task_t* task; (task = next_task()) != NULL;) {
        if (!is_reachable(task)) {
            stop_task(task, "has given away the page that its calls go through");
            continue;
        }
        running = task;
        const uint32_t entry = make_current(task);
        const pip_result_t result = Pip_Yield_Result(task->partition->descriptor, entry, NOWHERE, 0, 0);
        /* it could not be entered */
        stop_task(task, "has spoilt its own contexts (%s)", Pip_Error_Text(result.error));
    }
    for (const task_t* task = tasks; task < tasks + MOST_TASKS && is_started; ++task)
        if (task->state != UNUSED) idle();
    printf(is_started ? "rtos: no task is left\n" : "rtos: the scheduler was never started\n");
    power_off();
}

/* --- why we were entered ------------------------------------------------------------------------------- */

static void interrupted(void) {
    if (!running) return;
    if (running->partition->switch_state == SWITCHING) {
        running->partition->switch_state = SWITCH_INTERRUPTED; /* the task itself has not gone on yet */
        return;
    }
    running->mode = INTERRUPTED;
    running->critical = is_reachable(running) && running->box->critical;
}

static void tick(void) {
    interrupted();
    ++now;
    tick_tasks();
    tick_timers();
    if (running) end_turn(running);
}

static void call(void) {
    task_t* task = running;
    if (!is_reachable(task)) {
        stop_task(task, "has given away the page that its calls go through");
        return;
    }
    box_t* box = task->box;
    box->switch_due = 0;
    task->mode = CALLED;
    task->result = 0;
    task->time_is_up = 0;
    task->critical = box->critical;
    task->call = box->call < CALLS ? box->call : 0;
    for (uint32_t i = 0; i < MOST_ARGUMENTS; ++i) task->arguments[i] = box->arguments[i];
    perform(task);
}

/* Whether an address lies in the gap below the task's stack, which nothing else is for. Below the first stack
 * there is nothing for long. */
static int is_below_stack(const task_t* task, pip_word_t address) {
    enum { GAP_BELOW_ALL = 0x100000 };
    const pip_word_t gap = task->place == 0 ? STACKS - GAP_BELOW_ALL : stack_top(task->place) - STACK_STEP;
    const pip_word_t end = stack_top(task->place) - task->stack_pages * PAGE_SIZE;
    return address >= gap && address < end;
}

static void fault(const pip_event_t* event) {
    partition_t* partition = running->partition;
    const user_ctx_t* saved =
        end_switch(partition) ? partition->control->switch_interrupted : running->box->interrupted;
    pip_word_t instruction = 0;
    if (is_reachable(running))
        instruction = instruction_of(&saved[Pip_Get_Int_State_Result(partition->descriptor).value != 0]);
    if (event->cause == PIP_EVENT_CAUSE_CALL)
        stop_task(running, "calls service 0x%zx of the kernel, which there is not, instruction 0x%08zx",
                  event->error, instruction);
    else if (event->vector == PIP_MEMORY_FAULT_ENTRY && is_below_stack(running, event->address) &&
             instruction != event->address)
        stop_task(running, "overflows its stack of %u bytes at address 0x%08zx, instruction 0x%08zx",
                  running->stack_pages * PAGE_SIZE, event->address, instruction);
    else
        stop_task(running, "faults (vector %zu) at address 0x%08zx, instruction 0x%08zx", event->vector,
                  event->address, instruction);
}

static _Noreturn void entered(void) {
    pip_event_t event;
    if (!Pip_Event_Read(&event)) stop("there is no event record", PIP_ERROR_NONE);
    if (event.cause == PIP_EVENT_CAUSE_INTERRUPT && event.vector == PIP_TIMER_ENTRY && is_started) {
        tick();
    } else if (event.cause == PIP_EVENT_CAUSE_INTERRUPT) {
        interrupted();
        take_interrupt(event.vector);
    } else if (running && event.cause == PIP_EVENT_CAUSE_YIELD) {
        if (!end_switch(running->partition) || event.vector != ENTRY_SWITCHED) call();
    } else if (running) {
        fault(&event);
    }
    run();
}

void main(const pip_fpinfo* information) {
    static user_ctx_t context;
    static char stack[4 * PAGE_SIZE] __attribute__((aligned(16)));
    Pip_InitContext(&context, (pip_word_t)(uintptr_t)entered, (pip_word_t)(uintptr_t)(stack + sizeof stack),
                    0);
    /* faults and interrupts arrive, whoever may name the entry */
    for (uint32_t i = 0; i < PIP_EVENT_RECORD; ++i)
        Pip_Set_Entry(i, &context,
                      i == ENTRY_CALL || i == ENTRY_SWITCHED || i == FOREIGN_CALL_ENTRY ? PIP_OPEN_TO_CHILDREN
                                                                                        : 0);
    VIDT[PIP_VIDT_SAVE_MASKED] = VIDT[PIP_VIDT_SAVE_UNMASKED] = VIDT[NOWHERE] = 0; /* root is never resumed */
    open_heap((void*)(uintptr_t)information->membegin, HEAP_SIZE);
    open_memory(information->membegin + HEAP_SIZE, information->memend);
    task_t* first = &tasks[0];
    *first = (task_t){.name = "main", .stack_pages = MOST_STACK_PAGES, .partition = make_first_partition()};
    if (!first->partition || !settle_in(first))
        stop("there is too little memory for the application", PIP_ERROR_NONE);
    make_ready(first);
    suspender = first; /* nobody else runs before the start */
    start_timer();
    run();
}
