/* What the census needs to know of i386. */
#ifndef CENSUS_MACHINE_H
#define CENSUS_MACHINE_H

#include "../x86/machine.h"

enum {
    OWN_KINDS = FOREIGN_CALL, /* of events there are those before it */
    FOREIGN_ENTRY = 0,
    /* Of instructions that end in the parent, what to add to where they are saved so that they are not
       repeated. */
    INVALID_INSTRUCTION_BYTES = 2,
    READ_WORD_BYTES = 2,
};

static inline void skip(user_ctx_t* context, uint32_t bytes) { context->eip += bytes; }

static inline pip_word_t call_foreign(pip_word_t number) { return number; }

static inline void answer(user_ctx_t* context, pip_word_t value) { (void)context, (void)value; }

#endif
