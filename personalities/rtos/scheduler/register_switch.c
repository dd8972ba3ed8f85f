/* Floating-point registers of tasks that share a partition. The kernel switches them between partitions;
 * within one, root cannot reach them. So the partition has a routine that does it (client/floating_point.c).
 * It is entered before a task that computes, where another one's registers are loaded, on a stack and with
 * contexts of its own, so that it can be interrupted and go on later like a task; then it yields. */
#include <pip/api.h>

#include "objects.h"
#include "task_memory.h"

int must_switch(const task_t* task) {
    return task->computes &&
           (task->partition->computing != task || task->partition->switch_state == SWITCH_INTERRUPTED);
}

uint32_t begin_switch(const task_t* task) {
    partition_t* partition = task->partition;
    control_t* control = partition->control;
    save_interrupted_at(control, CONTROL->switch_interrupted);
    /* possibly for another task, after which it begins again */
    if (partition->switch_state == SWITCH_INTERRUPTED) {
        partition->switch_state = SWITCHING;
        return interrupted_entry(partition);
    }
    partition->switch_state = SWITCHING;
    partition->switch_to = task;
    control->switch_from = partition->computing ? partition->computing->place : TASKS_IN_GROUP;
    control->switch_to = task->place;
    Pip_InitContext(&control->switch_start, partition->switch_routine, partition->switch_stack, 1);
    control->vidt[ENTRY_SWITCH] = Pip_Open(&CONTROL->switch_start, PIP_OPEN_TO_PARENT);
    return ENTRY_SWITCH;
}

int end_switch(partition_t* partition) {
    if (partition->switch_state != SWITCHING) return 0;
    partition->switch_state = SWITCHED;
    partition->computing = partition->switch_to;
    return 1;
}

void forget_registers(const task_t* task) {
    partition_t* partition = task->partition;
    if (partition && partition->computing == task) partition->computing = NULL;
    if (partition && partition->switch_to == task) partition->switch_to = NULL;
}

static void use(task_t* task) {
    task->computes = 1;
    task->partition->switch_routine = task->arguments[0];
    task->partition->switch_stack = task->arguments[1];
}

call_function_t* const register_calls[CALLS] = {
    [CALL_USES_FLOATING_POINT] = use,
};
