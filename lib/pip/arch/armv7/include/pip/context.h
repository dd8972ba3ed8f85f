/* A saved context, 76 bytes: what Pip_Yield saves and loads, and what an interrupted or faulting partition
 * leaves behind. */
#ifndef PIP_CONTEXT_H
#define PIP_CONTEXT_H

#include <stdint.h>

#include "pip/abi.h"

/* Where a register is in `reg` of a context. */
typedef enum arm_ctxreg_e {
    CTX_SP,
    CTX_LR,
    CTX_R0,
    CTX_R1,
    CTX_R2,
    CTX_R3,
    CTX_R4,
    CTX_R5,
    CTX_R6,
    CTX_R7,
    CTX_R8,
    CTX_R9,
    CTX_R10,
    CTX_R11,
    CTX_R12,
    CTX_PC
} arm_ctxreg_t;

typedef struct user_ctx_s {
    uint32_t spsr; /* of its flags those are loaded that user mode can change; 0x20 is Thumb state */
    __extension__ union {
        __extension__ struct {
            uint32_t sp;
            uint32_t lr;
            uint32_t r[13];
            uint32_t pc;
        };
        uint32_t reg[16]; /* the same by index, which is how Pip's library names them */
    };
    /* interrupt state that the partition gets with this context: 0 = virtual cli, anything else virtual sti
     */
    uint32_t pipflags;
    /* PIP_CONTEXT_STATE_*: who has filled the context in, and whether it can be entered (pip/vidt.h) */
    uint32_t valid;
} user_ctx_t;

#endif
