/* A saved context, 64 bytes: what Pip_Yield saves and loads, and what an interrupted or faulting partition
 * leaves behind. */
#ifndef PIP_CONTEXT_H
#define PIP_CONTEXT_H

#include <stdint.h>

#include "pip/abi.h"

#ifndef __packed
#define __packed __attribute__((packed))
#endif

typedef struct __packed pushad_regs_s {
    uint32_t edi;
    uint32_t esi;
    uint32_t ebp;
    uint32_t esp;
    uint32_t ebx;
    uint32_t edx;
    uint32_t ecx;
    uint32_t eax;
} pushad_regs_t;

/* At an address that is a multiple of 4: the two bits below are where an entry of the VIDT says who may name
 * it. */
typedef struct __packed __attribute__((aligned(4))) user_ctx_s {
    uint32_t eip;
    /* interrupt state that the partition gets with this context: 0 = virtual cli, anything else virtual sti
     */
    uint32_t pipflags;
    uint32_t eflags; /* only the arithmetic flags are loaded; the kernel sees to the others */
    pushad_regs_t regs;
    /* PIP_CONTEXT_STATE_*: who has filled the context in, and whether it can be entered (pip/vidt.h) */
    uint32_t valid;
    uint32_t nfu[4]; /* unused */
} user_ctx_t;

#endif
