/* Software timers. They run out here; what is to be called then is told to the task that serves them. */
#include "objects.h"
#include "task_memory.h"
#include "waiting.h"

enum { MOST_TIMERS = 32, MOST_PENDED = 16, FAIL = 0, PASS = 1 };

typedef struct timer {
    uint32_t is_used, generation;
    pip_word_t service; /* the handle of the task that calls back */
    pip_word_t name, id, callback;
    uint32_t period, reload;
    uint32_t is_active;
    uint32_t expiry;
    uint32_t due; /* callbacks that have not been made yet */
} timer_t;

typedef struct pended {
    pip_word_t service; /* 0: unused */
    uint32_t turn;
    due_t call;
} pended_t;

static timer_t timers[MOST_TIMERS];
static pended_t pended[MOST_PENDED];
static uint32_t turns;

static uint32_t handle_of_timer(const timer_t* timer) {
    return make_handle(KIND_TIMER, timer->generation, (uint32_t)(timer - timers));
}

static timer_t* named(task_t* task) {
    const pip_word_t handle = task->arguments[0];
    timer_t* timer = &timers[handle_place(handle) % MOST_TIMERS];
    if (timer->is_used && handle_of_timer(timer) == handle) return timer;
    stop_task(task, "names a timer, 0x%zx, that there is not", handle);
    return NULL;
}

/* There is one object for each task that serves, in the task. */
static void tell(pip_word_t service) {
    const task_t* task = service == 0 ? NULL : task_of(service);
    if (task) settle(&task->callbacks);
}

void tick_timers(void) {
    for (timer_t* timer = timers; timer < timers + MOST_TIMERS; ++timer)
        if (timer->is_used && timer->is_active && timer->expiry == now) {
            ++timer->due;
            if (timer->reload)
                timer->expiry += timer->period;
            else
                timer->is_active = 0;
            tell(timer->service);
        }
}

/* Pended functions first: they were asked for at some time, while timers have run out now. */
static int try_wait(task_t* task) {
    const uint32_t self = handle_of(task);
    pended_t* first = NULL;
    for (pended_t* call = pended; call < pended + MOST_PENDED; ++call)
        if (call->service == self && (!first || (int32_t)(call->turn - first->turn) < 0)) first = call;
    due_t due;
    if (first) {
        due = first->call;
        first->service = 0;
    } else {
        timer_t* timer = timers;
        while (timer < timers + MOST_TIMERS && !(timer->is_used && timer->service == self && timer->due > 0))
            ++timer;
        if (timer == timers + MOST_TIMERS) return 0;
        --timer->due;
        due = (due_t){.function = timer->callback, .timer = handle_of_timer(timer)};
    }
    if (!copy_out(task, task->arguments[0], &due, sizeof due))
        stop_task(task, "has a callback put to 0x%zx, which is not its own", task->arguments[0]);
    return 1;
}

static void wait(task_t* task) { attempt_or_block(task, &task->callbacks, try_wait, (uint32_t)FOR_EVER, 0); }

/* Whether the task may have functions called by this service, which has what it works with in a partition:
 * that must be the task's own, or main's choice for all. */
static int may_use(const task_t* task, pip_word_t service) {
    const task_t* other = service == 0 ? NULL : task_of(service);
    return other && (other->is_early || other->partition == task->partition);
}

static void tell_whether_it_may_use(task_t* task) {
    task->result = (pip_word_t)may_use(task, task->arguments[0]);
}

static void create(task_t* task) {
    const pip_word_t* a = task->arguments;
    task->result = 0;
    if (!may_use(task, a[0])) {
        stop_task(task, "makes a timer of a service, 0x%zx, that is not its own", a[0]);
        return;
    }
    for (timer_t* timer = timers; timer < timers + MOST_TIMERS; ++timer)
        if (is_free(timer->is_used, timer->generation) && (uint32_t)a[2] > 0) {
            const uint32_t generation = timer->generation + 1;
            *timer = (timer_t){.is_used = 1,
                               .generation = generation,
                               .service = a[0],
                               .name = a[1],
                               .period = (uint32_t)a[2],
                               .reload = a[3] != 0,
                               .id = a[4],
                               .callback = a[5]};
            task->result = handle_of_timer(timer);
            return;
        }
}

/* Starts it anew, with another period if one is given. */
static void start(task_t* task) {
    timer_t* timer = named(task);
    if (!timer) return;
    const uint32_t period = (uint32_t)task->arguments[1];
    if (period != 0) timer->period = period;
    timer->is_active = 1;
    timer->expiry = now + timer->period;
    task->result = PASS;
}

static void halt(task_t* task) {
    timer_t* timer = named(task);
    if (!timer) return;
    timer->is_active = 0;
    timer->due = 0;
    task->result = PASS;
}

static void delete_timer(task_t* task) {
    timer_t* timer = named(task);
    if (!timer) return;
    timer->is_used = 0;
    task->result = PASS;
}

static void get(task_t* task) {
    const timer_t* timer = named(task);
    if (!timer) return;
    switch (task->arguments[1]) {
    case TIMER_ACTIVE: task->result = timer->is_active; break;
    case TIMER_PERIOD: task->result = timer->period; break;
    case TIMER_EXPIRY: task->result = timer->expiry; break;
    case TIMER_ID: task->result = timer->id; break;
    case TIMER_NAME: task->result = timer->name; break;
    case TIMER_RELOAD: task->result = timer->reload; break;
    }
}

static void set_id(task_t* task) {
    timer_t* timer = named(task);
    if (timer) timer->id = task->arguments[1];
}

static void set_reload(task_t* task) {
    timer_t* timer = named(task);
    if (timer) timer->reload = task->arguments[1] != 0;
}

static void pend(task_t* task) {
    const pip_word_t* a = task->arguments;
    task->result = FAIL;
    if (!may_use(task, a[0])) {
        stop_task(task, "has a function called by a service, 0x%zx, that is not its own", a[0]);
        return;
    }
    for (pended_t* call = pended; call < pended + MOST_PENDED; ++call)
        if (call->service == 0 || !task_of(call->service)) {
            *call = (pended_t){
                .service = a[0], .turn = ++turns, .call = {.function = a[1], .arguments = {a[2], a[3]}}};
            task->result = PASS;
            tell(a[0]);
            return;
        }
}

call_function_t* const timer_calls[CALLS] = {
    [CALL_TIMER_CREATE] = create,
    [CALL_TIMER_START] = start,
    [CALL_TIMER_STOP] = halt,
    [CALL_TIMER_DELETE] = delete_timer,
    [CALL_TIMER_GET] = get,
    [CALL_TIMER_SET_ID] = set_id,
    [CALL_TIMER_SET_RELOAD] = set_reload,
    [CALL_TIMER_PEND] = pend,
    [CALL_TIMER_WAIT] = wait,
    [CALL_TIMER_MAY_USE] = tell_whether_it_may_use,
};
