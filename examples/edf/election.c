#include "election.h"

edf_job_t edf_jobs[EDF_MOST_TASKS];

uint32_t edf_elect(uint32_t count, uint32_t now) {
    uint32_t elected = EDF_NOBODY;
    /* As it stands, one job after the other, so that the loop that is proved is the loop that runs. */
#pragma clang loop unroll(disable) vectorize(disable)
    for (uint32_t i = 0; i < count; ++i) {
        if (edf_jobs[i].pending == 0 || edf_jobs[i].budget == 0) continue;
        /* How far ahead a deadline lies, which is right also where the clock starts anew from 0. */
        if (elected == EDF_NOBODY || edf_jobs[i].deadline - now < edf_jobs[elected].deadline - now)
            elected = i;
    }
    return elected;
}
