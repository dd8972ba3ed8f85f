/* The structures of the headers have the layout that the kernel knows. Checked here, since older C and C++
 * cannot do it in a header. */
#include <stddef.h>

#include "pip/context.h"
#include "pip/fpinfo.h"

#ifdef __arm__
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
#else
_Static_assert(sizeof(user_ctx_t) == PIP_CONTEXT_SIZE, "the context has the size that the ABI says");
#endif
_Static_assert(offsetof(pip_fpinfo, hwinfo.devices) == PIP_FPINFO_DEVICES_OFFSET,
               "the information has the layout that the ABI says");
