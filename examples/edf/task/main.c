/* A task: each job starts here, works for as many ticks as it is told, and passes control back to the
 * scheduler. A real task would do something useful instead; this one counts, and can be told to do what no
 * task should. */
#include <pip/api.h>

#include "../layout.h"

void main(void) {
    task_page_t* const own = (task_page_t*)TASK_PAGE;
    for (;;) {
        const uint32_t tick = own->ticks_had + 1; /* the one that we are in, of this job's */
        if (tick == own->fault) *(volatile uint32_t*)NOT_MAPPED = 1;
        if (tick >= own->work) break;
        ++own->progress;
    }
    /* the next job starts afresh, so this one need not be saved */
    Pip_Yield_Result(0, JOB_DONE, NOWHERE, 1, 1);
}
