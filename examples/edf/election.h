/* Earliest deadline first: which job gets the processor for the next tick.
 *
 * This is all of the scheduler that has to be right for its name to be true, and nothing else: no services,
 * no partitions, no time but the numbers that it is given. tests/proof/edf proves of the bitcode that is
 * built into the partition, for any contents of the table and any number of tasks in it:
 *
 *   1. It elects a ready job with budget left, or none.
 *   2. No other ready job has an earlier deadline; of those with the same one, the elected job is the first
 * in the table.
 *   3. It elects none only where no job is ready.
 *   4. It reads nothing but the first `count` jobs, changes nothing, and ends after `count` rounds.
 */
#ifndef EDF_ELECTION_H
#define EDF_ELECTION_H

#include <stdint.h>

enum { EDF_MOST_TASKS = 32 };
#define EDF_NOBODY 0xffffffffu

/* The current job of a task. Times are in ticks, absolute, modulo 2^32. */
typedef struct edf_job {
    uint32_t pending;  /* not 0: released, not done, and not given up */
    uint32_t budget;   /* ticks that it may still run; a job is ready while it is pending and this is not 0 */
    uint32_t deadline; /* less than 2^32 ticks ahead */
    uint32_t release;
} edf_job_t;

extern edf_job_t edf_jobs[EDF_MOST_TASKS];

/* Returns the index of the job that runs from `now` on, or EDF_NOBODY. `count`: of jobs in the table, 0 to
 * EDF_MOST_TASKS. */
uint32_t edf_elect(uint32_t count, uint32_t now);

#endif
