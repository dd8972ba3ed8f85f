/* The child: says hello, then gives the processor back to its parent and waits to be woken, for ever.
 *
 * It is a partition like any other. It prints through the same services as root, has its own VIDT at the same
 * address, and could have children in turn. What it cannot do is keep the processor: the timer's interrupts
 * go to root whatever the child does. */
#include <pip/api.h>
#include <pip/stdio.h>

#include "../layout.h"

void main(void) {
    printf("Hello World!\n");
    for (;;) {
        /* Descriptor 0 is the parent. Our registers are saved in the context that entry CHILD_WAITING of our
         * VIDT points to; when the parent yields to that entry, this call returns 0. The interrupt state
         * stays "unmasked" (1) all the time, so that an interrupt saves us in slot 49. */
        const pip_result_t result = Pip_Yield_Result(0, ROOT_CHILD_YIELDED, CHILD_WAITING, 1, 1);
        if (result.error != PIP_ERROR_NONE)
            printf("The child cannot yield: %s\n", Pip_Error_Text(result.error));
        else
            printf("Woken up!\n");
    }
}
