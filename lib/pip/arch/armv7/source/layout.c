/* The context has the layout that the kernel knows; see ../../../source/layout.c. */
#include <stddef.h>

#include "pip/context.h"

_Static_assert(sizeof(user_ctx_t) == PIP_ARMV7_CONTEXT_SIZE, "the context has the size that the ABI says");
_Static_assert(offsetof(user_ctx_t, reg[CTX_SP]) == PIP_ARMV7_CONTEXT_SP &&
                   offsetof(user_ctx_t, sp) == PIP_ARMV7_CONTEXT_SP,
               "both names");
_Static_assert(offsetof(user_ctx_t, reg[CTX_LR]) == PIP_ARMV7_CONTEXT_LR &&
                   offsetof(user_ctx_t, lr) == PIP_ARMV7_CONTEXT_LR,
               "both names");
_Static_assert(offsetof(user_ctx_t, reg[CTX_R0]) == PIP_ARMV7_CONTEXT_R0 &&
                   offsetof(user_ctx_t, r) == PIP_ARMV7_CONTEXT_R0,
               "both names");
_Static_assert(offsetof(user_ctx_t, reg[CTX_PC]) == PIP_ARMV7_CONTEXT_PC &&
                   offsetof(user_ctx_t, pc) == PIP_ARMV7_CONTEXT_PC,
               "both names");
