/* The context has the layout that the kernel knows; see ../../../source/layout.c. */
#include <stddef.h>

#include "pip/context.h"

_Static_assert(sizeof(user_ctx_t) == PIP_CONTEXT_SIZE, "the context has the size that the ABI says");
