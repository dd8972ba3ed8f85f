/* Who runs. */
#ifndef RTOS_ELECTION_H
#define RTOS_ELECTION_H

#include "tasks.h"

/* The task to run now, NULL for none. */
task_t* elect(void);

#endif
