/* What the census needs to know of x86-64. */
#ifndef CENSUS_MACHINE_H
#define CENSUS_MACHINE_H

#include "../x86/machine.h"

enum {
    OWN_KINDS = KINDS, /* of events there are those before it */
    FOREIGN_ENTRY = PIP_X86_64_FOREIGN_CALL,
    /* Of instructions that end in the parent, what to add to where they are saved so that they are not
       repeated. */
    INVALID_INSTRUCTION_BYTES = 2,
    READ_WORD_BYTES = 3,
};

static inline void skip(user_ctx_t* context, uint32_t bytes) { context->rip += bytes; }

static inline pip_word_t call_foreign(pip_word_t number) {
    __asm__ volatile("syscall" : "+a"(number) : : "rcx", "r11", "cc", "memory");
    return number;
}

static inline void answer(user_ctx_t* context, pip_word_t value) { context->rax = value; }

#endif
