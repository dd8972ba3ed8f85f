#include "pip/vidt.h"

void Pip_InitContext(user_ctx_t* context, pip_word_t entry, pip_word_t stackTop, pip_word_t pipFlags) {
    *context = (user_ctx_t){
        .eip = entry,
        .pipflags = pipFlags,
        .eflags = 2,              /* the bit that is always set */
        .regs.esp = stackTop - 4, /* where a return address would be */
        .valid = PIP_CONTEXT_STATE_PROGRAM,
    };
}
