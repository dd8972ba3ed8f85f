/* A saved context, 176 bytes: what Pip_Yield saves and loads, and what an interrupted or faulting partition
 * leaves behind. */
#ifndef PIP_CONTEXT_H
#define PIP_CONTEXT_H

#include <stdint.h>

#include "pip/abi.h"

typedef struct user_ctx_s {
    uint64_t rip;
    uint64_t rflags; /* only the arithmetic flags and that of direction are loaded; the kernel sees to the
                        others */
    /* interrupt state that the partition gets with this context: 0 = virtual cli, anything else virtual sti
     */
    uint64_t pipflags;
    /* PIP_CONTEXT_STATE_*: who has filled the context in, and whether it can be entered (pip/vidt.h) */
    uint64_t valid;
    /* What a C function preserves. */
    uint64_t rsp;
    uint64_t rbp;
    uint64_t rbx;
    uint64_t r12;
    uint64_t r13;
    uint64_t r14;
    uint64_t r15;
    uint64_t fs_base;
    uint64_t gs_base;
    /* The rest, which a yield does not save: a partition that waits in one finds 0 in RAX and RDX. */
    uint64_t rax;
    uint64_t rcx;
    uint64_t rdx;
    uint64_t rsi;
    uint64_t rdi;
    uint64_t r8;
    uint64_t r9;
    uint64_t r10;
    uint64_t r11;
} user_ctx_t;

#endif
