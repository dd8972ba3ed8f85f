#include "waiting.h"

#include <pip/stdio.h>

#include "ownership.h"

static uint32_t ended; /* a bit for each task */

void make_ready(task_t* task) {
    wait_ended(task);
    task->state = READY;
    task->wakes = 0;
    end_turn(task);
}

/* Until the start nothing can come to pass that main could wait for. */
void block(task_t* task, const object_t* object, uint32_t ticks) {
    if (!is_started) {
        stop_task(task, "fails an assertion: it must not wait before it has started the scheduler");
        return;
    }
    task->state = BLOCKED;
    task->object = object;
    task->critical = 0; /* a wait within a critical section lets the others run, or it might never end */
    task->wakes = ticks != (uint32_t)FOR_EVER;
    task->wake = now + ticks;
    end_turn(task);
}

void attempt_or_block(task_t* task, const object_t* object, attempt_t* attempt, uint32_t ticks,
                      pip_word_t otherwise) {
    task->result = otherwise;
    task->attempt = attempt;
    if (!attempt(task) && task->state == READY && ticks != 0) block(task, object, ticks);
}

void settle(const object_t* object) {
    uint32_t tried = 0; /* a bit for each task: since the last success */
    for (;;) {
        task_t* next = NULL;
        for (task_t* task = tasks; task < tasks + MOST_TASKS; ++task)
            if (task->state == BLOCKED && task->object == object && !(tried >> (task - tasks) & 1) &&
                (!next || is_before(task, next)))
                next = task;
        if (!next) return;
        tried |= 1u << (next - tasks);
        if (!next->attempt(next)) continue;
        if (next->state == BLOCKED) /* it may have been stopped for what it has asked for */
            make_ready(next);
        tried = 0;
    }
}

void forget_object(const object_t* object) {
    for (task_t* task = tasks; task < tasks + MOST_TASKS; ++task)
        if (task->object == object) task->object = NULL;
}

void release_waiting(const object_t* object, pip_word_t result) {
    for (task_t* task = tasks; task < tasks + MOST_TASKS; ++task) {
        if (task->object != object) continue;
        task->object = NULL;
        task->result = result;
        if (task->state == BLOCKED) make_ready(task);
    }
}

void tick_tasks(void) {
    for (task_t* task = tasks; task < tasks + MOST_TASKS; ++task)
        if (task->state == BLOCKED && task->wakes && task->wake == now) {
            task->time_is_up = 1;
            if (task->object) task->attempt(task); /* some calls are content with less then */
            if (task->state == BLOCKED) make_ready(task);
        }
}

void end_task(task_t* task) {
    wait_ended(task);
    task->state = ENDED;
    ended |= 1u << (task - tasks);
    if (suspender == task && is_started) /* if main ends before the start, there is none */
        suspender = NULL;
    if (running == task) running = NULL;
}

void stop_task(task_t* task, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    printf("rtos: task %s ", task->name);
    vprintf(format, arguments);
    printf(": stopped\n");
    va_end(arguments);
    end_task(task);
}

task_t* take_ended(void) {
    if (ended == 0) return NULL;
    task_t* task = &tasks[__builtin_ctz(ended)];
    ended &= ended - 1;
    return task;
}
