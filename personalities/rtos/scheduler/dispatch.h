/* Who does what for a task. */
#ifndef RTOS_DISPATCH_H
#define RTOS_DISPATCH_H

#include "tasks.h"

/* Does what the call under way of a task says. */
void perform(task_t* task);
/* Tasks that have ended lose what they have: mutexes, lines of devices, registers, memory. To be done before
 * another one is entered. */
void clear_away_ended(void);

#endif
