/* What the census needs to know of x86-64. */
#ifndef CENSUS_MACHINE_H
#define CENSUS_MACHINE_H

#include "../x86/machine.h"

/* Instructions that end in the parent, and what to add to where they are saved so that they are not repeated.
 */
enum { HAS_SOFTWARE_INTERRUPTS = 1, INVALID_INSTRUCTION_BYTES = 2, READ_WORD_BYTES = 3 };

static inline void skip(user_ctx_t* context, uint32_t bytes) { context->rip += bytes; }

#endif
