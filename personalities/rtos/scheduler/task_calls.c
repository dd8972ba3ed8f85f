/* Calls about tasks, and about the scheduler itself. */
#include <pip/stdio.h>
#include <pip/string.h>

#include "election.h"
#include "end.h"
#include "objects.h"
#include "task_memory.h"
#include "waiting.h"

/* The task that a call names with its first argument; one that there is not ends the caller. */
static task_t* named(task_t* task) {
    task_t* other = task_of(task->arguments[0]);
    if (!other) stop_task(task, "names a task, 0x%zx, that there is not", task->arguments[0]);
    return other;
}

/* --- creation ------------------------------------------------------------------------------------------ */

/* Until now main has run alone, as who suspends the scheduler. What it has created is complete but for its
 * variables. */
static void start_scheduler(task_t* task) {
    if (is_started) return;
    if (!copy_to_others(task->partition)) {
        stop_task(task, "has given away variables that other tasks are to begin with");
        return;
    }
    is_started = 1;
    end_task(task); /* the application's main has done its part */
}

/* A name of a task's, cut after 15 characters. */
static void read_name(const task_t* task, char name[NAME_LENGTH], pip_word_t address) {
    memset(name, 0, NAME_LENGTH);
    for (uint32_t i = 0; i < NAME_LENGTH - 1 && address != 0; ++i)
        if (!copy_in(task, &name[i], address + i, 1) || name[i] == 0) return;
}

static uint32_t known_priority(pip_word_t priority) {
    return priority < MOST_PRIORITIES ? (uint32_t)priority : MOST_PRIORITIES - 1;
}

static void create(task_t* task) {
    enum { NO_MEMORY = -1, DONE = 1 };
    const pip_word_t* a = task->arguments;
    task_t* made = tasks;
    while (made < tasks + MOST_TASKS && !is_free(made->state != UNUSED, made->generation)) ++made;
    task->result = (pip_word_t)NO_MEMORY;
    if (made == tasks + MOST_TASKS || a[2] == 0 || a[2] > MOST_STACK_WORDS) return;
    task_t* member = a[6] == 0 ? NULL : task_of(a[6]);
    if (a[6] != 0 && !member) {
        stop_task(task, "names a task, 0x%zx, that there is not", a[6]);
        return;
    }
    const uint32_t generation = made->generation;
    *made = (task_t){.generation = generation};
    made->function = a[0];
    made->parameter = a[3];
    made->stack_pages = (uint32_t)((a[2] * sizeof *a + PAGE_SIZE - 1) / PAGE_SIZE);
    made->priority = made->base_priority = known_priority(a[4]);
    read_name(task, made->name, a[1]);
    made->is_early = !is_started;
    /* main leaves its own to the others of its group */
    made->partition = member ? member->partition : copy_partition(task->partition);
    if (!made->partition || !settle_in(made)) return;
    make_ready(made);
    const pip_word_t handle = handle_of(made);
    task->result = DONE;
    if (a[5] != 0 && !copy_out(task, a[5], &handle, sizeof handle))
        stop_task(task, "has the handle of a new task put to 0x%zx, which is not its own", a[5]);
}

/* --- the other calls ----------------------------------------------------------------------------------- */

static void end_scheduler(task_t* task) {
    (void)task;
    power_off();
}

static void delete_task(task_t* task) {
    task_t* other = named(task);
    if (other == task && !is_started)
        stop_task(task, "fails an assertion: it must not return before it has started the scheduler");
    else if (other)
        end_task(other);
}

static void delay(task_t* task) {
    const uint32_t ticks = (uint32_t)task->arguments[0];
    if (ticks == 0)
        end_turn(task);
    else
        block(task, NULL, ticks);
}

/* The two times may lie on either side of the clock's new beginning: so far nobody has waited for half of its
 * range. */
static void delay_until(task_t* task) {
    const uint32_t wake = (uint32_t)task->arguments[1];
    task->result = (int32_t)(wake - now) > 0;
    if (task->result) block(task, NULL, wake - now);
}

static void abort_delay(task_t* task) {
    task_t* other = named(task);
    if (!other) return;
    task->result = other->state == BLOCKED;
    if (task->result) make_ready(other);
}

static void suspend(task_t* task) {
    task_t* other = named(task);
    if (!other || other->state == SUSPENDED) return;
    if (other == task && !is_started) {
        stop_task(task, "fails an assertion: it must not suspend itself before it has started the scheduler");
        return;
    }
    other->state = SUSPENDED;
}

/* What was waiting for something when it was suspended waits on, or goes on at once if it need not any more.
 */
static void resume(task_t* task) {
    task_t* other = named(task);
    if (!other || other->state != SUSPENDED) return;
    if (!other->object || (other->wakes && (int32_t)(other->wake - now) <= 0)) {
        make_ready(other);
        return;
    }
    other->state = BLOCKED;
    settle(other->object);
}

static void get_priority(task_t* task) {
    const task_t* other = named(task);
    if (other) task->result = other->priority;
}

static void set_base_priority(task_t* task, pip_word_t priority) {
    const int inherits = task->priority != task->base_priority;
    task->base_priority = known_priority(priority);
    if (!inherits || task->base_priority > task->priority) task->priority = task->base_priority;
}

static void set_priority(task_t* task) {
    task_t* other = named(task);
    if (other) set_base_priority(other, task->arguments[1]);
}

static void get_name(task_t* task) {
    const task_t* other = named(task);
    if (other && !copy_out(task, task->arguments[1], other->name, NAME_LENGTH))
        stop_task(task, "has a name put to 0x%zx, which is not its own", task->arguments[1]);
}

static void get_state(task_t* task) {
    enum { E_RUNNING, E_READY, E_BLOCKED, E_SUSPENDED, E_DELETED };
    const task_t* other = task_of(task->arguments[0]);
    task->result = !other                      ? E_DELETED
                   : other == task             ? E_RUNNING
                   : other->state == BLOCKED   ? E_BLOCKED
                   : other->state == SUSPENDED ? E_SUSPENDED
                                               : E_READY;
}

static void count_tasks(task_t* task) {
    task->result = 0;
    for (const task_t* other = tasks; other < tasks + MOST_TASKS; ++other)
        task->result += (pip_word_t)is_alive(other);
}

static uint32_t suspensions;

static void suspend_all(task_t* task) {
    suspensions = suspender ? suspensions + 1 : 1;
    suspender = task;
}

static void resume_all(task_t* task) {
    task->result = 0;
    if (suspender != task || !is_started || --suspensions > 0) return;
    suspender = NULL;
    task->result = elect() != task; /* whether others run before this returns */
}

static void get_scheduler_state(task_t* task) {
    enum { IS_SUSPENDED, NOT_STARTED, IS_RUNNING };
    task->result = !is_started ? NOT_STARTED : suspender ? IS_SUSPENDED : IS_RUNNING;
}

static void print(task_t* task) {
    char line[201];
    const size_t size = task->arguments[1] < sizeof line ? task->arguments[1] : sizeof line - 1;
    line[size] = 0;
    if (copy_in(task, line, task->arguments[0], size))
        printf("%s\n", line);
    else
        stop_task(task, "prints what is at 0x%zx, which is not its own", task->arguments[0]);
}

static void find(task_t* task) {
    char name[NAME_LENGTH];
    read_name(task, name, task->arguments[0]);
    for (const task_t* other = tasks; other < tasks + MOST_TASKS && !task->result; ++other)
        if (is_alive(other) && strcmp(other->name, name) == 0) task->result = handle_of(other);
}

/* Stacks begin as zeros, and are used from their ends on. */
static void count_stack_left(task_t* task) {
    const task_t* other = named(task);
    if (!other) return;
    task->result = 0;
    for (uint32_t i = other->stack_pages; i-- > 0;) {
        const pip_word_t* words = (const pip_word_t*)(uintptr_t)other->stack[i];
        uint32_t word = 0;
        if (is_accessible(other->partition, other->stack[i]))
            while (word < PAGE_SIZE / sizeof *words && words[word] == 0) ++word;
        task->result += word;
        if (word < PAGE_SIZE / sizeof *words) return;
    }
}

call_function_t* const task_calls[CALLS] = {
    [CALL_START_SCHEDULER] = start_scheduler,
    [CALL_END_SCHEDULER] = end_scheduler,
    [CALL_TASK_CREATE] = create,
    [CALL_TASK_DELETE] = delete_task,
    [CALL_DELAY] = delay,
    [CALL_DELAY_UNTIL] = delay_until,
    [CALL_ABORT_DELAY] = abort_delay,
    [CALL_SUSPEND] = suspend,
    [CALL_RESUME] = resume,
    [CALL_PRIORITY_GET] = get_priority,
    [CALL_PRIORITY_SET] = set_priority,
    [CALL_YIELD] = end_turn,
    [CALL_NAME] = get_name,
    [CALL_STATE] = get_state,
    [CALL_COUNT] = count_tasks,
    [CALL_SUSPEND_ALL] = suspend_all,
    [CALL_RESUME_ALL] = resume_all,
    [CALL_SCHEDULER_STATE] = get_scheduler_state,
    [CALL_PRINT] = print,
    [CALL_FIND] = find,
    [CALL_STACK_LEFT] = count_stack_left,
};
