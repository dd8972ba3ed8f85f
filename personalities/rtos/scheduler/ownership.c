#include "ownership.h"

/* Who has the mutex that a task is blocked on; NULL where it is blocked on something else. */
static task_t* awaited_owner(const task_t* task) {
    return task->state == BLOCKED && task->object ? task->object->owner : NULL;
}

void inherit(const object_t* mutex, uint32_t priority) {
    task_t* owner = mutex->owner;
    for (uint32_t i = 0; i < MOST_TASKS && owner && owner->priority < priority; ++i) {
        owner->priority = priority;
        owner = awaited_owner(owner);
    }
}

/* What a task has by those that wait for its mutexes now. */
static uint32_t inherited(const task_t* owner) {
    uint32_t priority = owner->base_priority;
    for (const task_t* task = tasks; task < tasks + MOST_TASKS; ++task)
        if (task->priority > priority && awaited_owner(task) == owner) priority = task->priority;
    return priority;
}

void wait_ended(task_t* task) {
    task_t* owner = awaited_owner(task);
    task->object = NULL;
    if (owner && owner->mutexes_held == 1) owner->priority = inherited(owner);
}

void own(object_t* mutex, task_t* task) {
    mutex->owner = task;
    ++task->mutexes_held;
}

void disown(object_t* mutex) {
    task_t* task = mutex->owner;
    mutex->owner = NULL;
    if (--task->mutexes_held == 0 && task->priority != task->base_priority) {
        task->priority = task->base_priority;
        end_turn(task);
    }
}
