/* A saved context, 76 bytes: what Pip_Yield saves and loads, and what an interrupted or faulting partition leaves behind. */
#ifndef PIP_CONTEXT_H
#define PIP_CONTEXT_H

#include <stdint.h>

#include "pip/abi.h"

typedef struct user_ctx_s {
    uint32_t spsr;     /* of its flags those are loaded that user mode can change; 0x20 is Thumb state */
    uint32_t sp;
    uint32_t lr;
    uint32_t r[13];
    uint32_t pc;
    uint32_t pipflags; /* interrupt state that the partition gets with this context: 0 = virtual cli, anything else virtual sti */
    uint32_t valid;    /* PIP_CONTEXT_STATE_*: who has filled the context in, and whether it can be entered (pip/vidt.h) */
} user_ctx_t;

#ifdef __cplusplus
static_assert(sizeof(user_ctx_t) == PIP_ARMV7_CONTEXT_SIZE);
#else
_Static_assert(sizeof(user_ctx_t) == PIP_ARMV7_CONTEXT_SIZE, "the context has the size that the ABI says");
#endif

#endif
