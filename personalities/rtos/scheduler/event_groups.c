/* Event groups: 24 bits that tasks wait for, some or all of them. */
#include "objects.h"
#include "waiting.h"

typedef struct event_group {
    object_t object;
    uint32_t is_used, generation;
    uint32_t bits;
    uint32_t to_clear; /* by those that were let go on, once all have been looked at */
} event_group_t;

enum { MOST_EVENT_GROUPS = 8, BITS = 0xffffff };

static event_group_t groups[MOST_EVENT_GROUPS];

static uint32_t handle_of_group(const event_group_t* group) {
    return make_handle(KIND_EVENTS, group->generation, (uint32_t)(group - groups));
}

static event_group_t* named(task_t* task) {
    const pip_word_t handle = task->arguments[0];
    event_group_t* group = &groups[handle_place(handle) % MOST_EVENT_GROUPS];
    if (group->is_used && handle_of_group(group) == handle) return group;
    stop_task(task, "names an event group, 0x%zx, that there is not", handle);
    return NULL;
}

static int try_wait(task_t* task) {
    event_group_t* group = &groups[handle_place(task->arguments[0]) % MOST_EVENT_GROUPS];
    const uint32_t wanted = (uint32_t)task->arguments[task->call == CALL_EVENTS_SYNC ? 2 : 1];
    const pip_word_t clear = task->call == CALL_EVENTS_SYNC ? 1 : task->arguments[2];
    const pip_word_t all = task->call == CALL_EVENTS_SYNC ? 1 : task->arguments[3];
    task->result = group->bits; /* also where time is up */
    if (all ? (group->bits & wanted) != wanted : (group->bits & wanted) == 0) return 0;
    if (clear) group->to_clear |= wanted;
    return 1;
}

/* All tasks see the bits as they were set, before those that they clear are cleared. */
static void let_go_on(event_group_t* group) {
    settle(&group->object);
    group->bits &= ~group->to_clear;
    group->to_clear = 0;
    for (task_t* task = tasks; task < tasks + MOST_TASKS; ++task)
        if (task->object == &group->object) task->result = group->bits;
}

static void create(task_t* task) {
    task->result = 0;
    for (event_group_t* group = groups; group < groups + MOST_EVENT_GROUPS; ++group)
        if (is_free(group->is_used, group->generation)) {
            const uint32_t generation = group->generation + 1;
            *group = (event_group_t){.is_used = 1, .generation = generation};
            task->result = handle_of_group(group);
            return;
        }
}

/* Those that wait for it go on, with no bits. */
static void delete_group(task_t* task) {
    event_group_t* group = named(task);
    if (!group) return;
    group->is_used = 0;
    release_waiting(&group->object, 0);
}

static void wait(task_t* task) {
    event_group_t* group = named(task);
    if (!group) return;
    attempt_or_block(task, &group->object, try_wait, (uint32_t)task->arguments[4], 0);
    let_go_on(group);
}

static void set(task_t* task) {
    event_group_t* group = named(task);
    if (!group) return;
    group->bits |= task->arguments[1] & BITS;
    let_go_on(group);
    task->result = group->bits;
}

static void clear(task_t* task) {
    event_group_t* group = named(task);
    if (!group) return;
    task->result = group->bits;
    group->bits &= ~(uint32_t)task->arguments[1];
    for (task_t* other = tasks; other < tasks + MOST_TASKS; ++other)
        if (other->object == &group->object) other->result = group->bits;
}

/* The bits are set, those who wait for them go on, and so does the caller if the others' bits are there. */
static void synchronise(task_t* task) {
    event_group_t* group = named(task);
    if (!group) return;
    group->bits |= task->arguments[1] & BITS;
    attempt_or_block(task, &group->object, try_wait, (uint32_t)task->arguments[3], 0);
    let_go_on(group);
}

call_function_t* const event_calls[CALLS] = {
    [CALL_EVENTS_CREATE] = create, [CALL_EVENTS_DELETE] = delete_group, [CALL_EVENTS_WAIT] = wait,
    [CALL_EVENTS_SET] = set,       [CALL_EVENTS_CLEAR] = clear,         [CALL_EVENTS_SYNC] = synchronise,
};
