/* The routine that the scheduler enters to switch the floating-point registers from one task of the group to
 * another. */
#include "floating_point.h"

#include <pip/api.h>

#include "client.h"

static floating_point_t saved[TASKS_IN_GROUP]; /* by the tasks' places */
static char stack[512] __attribute__((aligned(16)));

static _Noreturn void switch_registers(void) {
    if (CONTROL->switch_from < TASKS_IN_GROUP) save_floating_point(&saved[CONTROL->switch_from]);
    load_floating_point(&saved[CONTROL->switch_to]);
    for (;;) Pip_Yield_Result(0, ENTRY_SWITCHED, ENTRY_NONE, 1, 1);
}

void vPortTaskUsesFPU(void) {
    clear_floating_point(&saved[CONTROL->current->place]);
    CALL2(USES_FLOATING_POINT, switch_registers, stack + sizeof stack);
}
