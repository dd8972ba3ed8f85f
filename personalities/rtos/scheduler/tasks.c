#include "tasks.h"

task_t tasks[MOST_TASKS];
task_t* running;
uint32_t now, is_started;
task_t* suspender;

static uint32_t turns;

uint32_t handle_of(const task_t* task) {
    return make_handle(KIND_TASK, task->generation, (uint32_t)(task - tasks));
}

task_t* task_of(pip_word_t handle) {
    if (handle == 0) return running;
    task_t* task = &tasks[handle_place(handle) % MOST_TASKS];
    return is_alive(task) && handle_of(task) == handle ? task : NULL;
}

void end_turn(task_t* task) { task->turn = ++turns; }
