/* The task set. Whoever boots the partition writes it into the image, behind the text that marks the place
 * (tools/pepin/edf); what stands there otherwise is that of tasks.json. */
#ifndef EDF_PARAMETERS_H
#define EDF_PARAMETERS_H

#include <stdint.h>

#include "election.h"

/* Times are in ticks of the timer. 1 <= budget <= deadline <= period. */
typedef struct edf_task {
    char name[16];     /* ends in 0 */
    uint32_t period;   /* between two releases of jobs */
    uint32_t budget;   /* a job gets no more */
    uint32_t deadline; /* after the release */
    uint32_t offset;   /* of the first release */
    uint32_t work;     /* how much a job really does, at least 1: more than its budget is an overrun */
    uint32_t fault;    /* in which tick of its own a job touches what it has not got; 0: in none */
} edf_task_t;

typedef struct edf_parameters {
    char mark[16];  /* "edf task table" */
    uint32_t count; /* of tasks */
    uint32_t slots; /* ticks after which the run ends */
    edf_task_t tasks[EDF_MOST_TASKS];
} edf_parameters_t;

extern const volatile edf_parameters_t parameters;

#endif
