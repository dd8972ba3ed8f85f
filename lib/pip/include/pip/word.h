/* A word of the architecture: what services take and answer, and what the VIDT, the event record and the
 * boot information are made of. An address is one. Printed by %zx and %zu (pip/stdio.h). */
#ifndef PIP_WORD_H
#define PIP_WORD_H

#include <stdint.h>

#include "pip/arch.h"

#if PIP_WORD_BYTES == 8
typedef uint64_t pip_word_t;
#define PIP_WORD_MAX UINT64_MAX
#else
typedef uint32_t pip_word_t;
#define PIP_WORD_MAX UINT32_MAX
#endif

#endif
