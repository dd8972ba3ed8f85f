/* Who holds a mutex is as urgent as the most urgent task that waits for it, through chains of owners. */
#ifndef RTOS_OWNERSHIP_H
#define RTOS_OWNERSHIP_H

#include "tasks.h"

/* The task takes the mutex, or its owner has it no longer. */
void own(object_t* mutex, task_t* task);
void disown(object_t* mutex);
/* A task of this priority is going to wait for the mutex. */
void inherit(const object_t* mutex, uint32_t priority);
/* A task waits for nothing any more: who has inherited its priority for a mutex, the only one that it holds,
 * does so no longer. */
void wait_ended(task_t* task);

#endif
