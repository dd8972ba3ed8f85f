/* What is particular to i386: two ways into the kernel.
 *
 * Pip's call gates (far calls) are always there. The fast entry (sysenter, arguments in registers) exists
 * where the processor has it; libpip finds that out at the first call and then uses it, except for calls that
 * it cannot express: a fifth page address with its low bits set, yield indices above 0xffff. Results and
 * errors are the same by both ways.
 *
 * Of services: Pip_AddVAddr's `executable` must be given (not 0), since the page format cannot take it away.
 * The console is COM1, by the port services, so any partition that has not lost the right to those ports can
 * print; one without the right loses its output and goes on. time() is the time-stamp counter, in cycles,
 * which a 486 has not got: an invalid opcode there. */
#ifndef PIP_ARCH_API_H
#define PIP_ARCH_API_H

#include <stdint.h>

#include "pip/pipcall.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { PIP_ENTRY_UNKNOWN = 0, PIP_ENTRY_GATES = 1, PIP_ENTRY_FAST = 2 };

/* Chooses the way in for all later calls of this partition: PIP_ENTRY_GATES, or anything else for the best
 * that the processor has. Returns the way that is used now, PIP_ENTRY_GATES or PIP_ENTRY_FAST. Needed for
 * comparisons only. */
uint32_t Pip_Choose_Entry(uint32_t way);

#ifdef __cplusplus
}
#endif

#endif
