#include "election.h"

#include "task_memory.h"

/* Whether a task of the same partition is in a critical section, so that this one must not run in between.
 * That does not end because the task is suspended. */
static int is_excluded(const task_t* task) {
    for (task_t* other = tasks; other < tasks + MOST_TASKS; ++other)
        if (other->critical && other != task && other->partition == task->partition) {
            if (is_reachable(other)) other->box->switch_due = 1;
            return 1;
        }
    return 0;
}

task_t* elect(void) {
    if (suspender) return suspender->state == READY ? suspender : NULL;
    task_t* elected = NULL;
    for (task_t* task = tasks; task < tasks + MOST_TASKS; ++task)
        if (task->state == READY && (!elected || is_before(task, elected)) && !is_excluded(task))
            elected = task;
    return elected;
}
