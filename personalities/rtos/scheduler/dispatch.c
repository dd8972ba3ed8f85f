#include "dispatch.h"

#include "objects.h"
#include "task_memory.h"
#include "waiting.h"

/* The tables of all files, one entry of which at most is about a call. */
static call_function_t* const* const tables[] = {task_calls,  queue_calls,  notify_calls,    event_calls,
                                                 timer_calls, buffer_calls, interrupt_calls, register_calls};

void perform(task_t* task) {
    for (uint32_t i = 0; i < sizeof tables / sizeof *tables; ++i)
        if (tables[i][task->call]) {
            tables[i][task->call](task);
            return;
        }
    stop_task(task, "calls service %u, which there is not", task->call);
}

/* Those that get its mutexes may be stopped for what they have asked for, and have ended then, too. */
void clear_away_ended(void) {
    for (task_t* task; (task = take_ended()) != NULL;) {
        give_back_mutexes(task);
        disconnect(task);
        forget_registers(task);
        move_out(task);
        task->state = UNUSED;
        ++task->generation;
    }
}
