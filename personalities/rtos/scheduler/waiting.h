/* Waiting and waking.
 *
 * A call of a task is an *attempt* that either succeeds at once or leaves the task blocked on an object,
 * until a later attempt succeeds or its time is up. Whenever an object has changed, those that are blocked on
 * it are tried again, the most urgent and then the longest waiting first (`settle`). What an attempt does,
 * only the objects know (objects.h): here it is a function of the task. */
#ifndef RTOS_WAITING_H
#define RTOS_WAITING_H

#include "tasks.h"

void make_ready(task_t* task);
void block(task_t* task, const object_t* object, uint32_t ticks);
/* Attempts once; blocks the task on the object, for at most so many ticks, where that is not enough. The
 * result is `otherwise` where time is up. */
void attempt_or_block(task_t* task, const object_t* object, attempt_t* attempt, uint32_t ticks,
                      pip_word_t otherwise);
/* Something has changed about the object. */
void settle(const object_t* object);
/* It is no more: those that were blocked on it, also suspended ones, wait for nothing but time. */
void forget_object(const object_t* object);
/* ... or go on, with this result: suspended ones when they are resumed. */
void release_waiting(const object_t* object, pip_word_t result);
/* The next tick: ends waits whose time is up. */
void tick_tasks(void);

/* Ends a task: it does not run, wait or answer any more. What it has is taken from it when all that goes on
 * is done, by who knows all that it can have (dispatch.h). */
void end_task(task_t* task);
/* ... because it has done what it must not: says so. */
__attribute__((format(__printf__, 2, 3))) void stop_task(task_t* task, const char* format, ...);
/* One that has ended since, and was not taken yet; NULL for none. */
task_t* take_ended(void);

#endif
