#include "pip/vidt.h"

void Pip_InitContext(user_ctx_t* context, pip_word_t entry, pip_word_t stackTop, pip_word_t pipFlags) {
    *context = (user_ctx_t){
        .rip = entry,
        .rflags = 2, /* the bit that is always set */
        .pipflags = pipFlags,
        .valid = PIP_CONTEXT_STATE_PROGRAM,
        .rsp = stackTop - sizeof(pip_word_t), /* where a return address would be */
    };
}
