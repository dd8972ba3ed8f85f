#include "pip/vidt.h"

enum { USER_MODE = 0x10, THUMB_STATE = 0x20 };

void Pip_InitContext(user_ctx_t* context, pip_word_t entry, pip_word_t stackTop, pip_word_t pipFlags) {
    *context = (user_ctx_t){
        .spsr = entry & 1 ? USER_MODE | THUMB_STATE : USER_MODE, /* the address of a Thumb function is odd */
        .sp = stackTop,
        .pc = entry & ~1u,
        .pipflags = pipFlags,
        .valid = PIP_CONTEXT_STATE_PROGRAM,
    };
}
