/* What a child may do with a page that it is given. */
#ifndef PIP_RIGHTS_H
#define PIP_RIGHTS_H

#include "pip/abi.h"
#include "pip/word.h"

/* The words in which Pip_AddVAddr is told: 0 for no, anything else for yes. */
typedef struct pip_rights {
    pip_word_t readable; /* must be given */
    pip_word_t writable;
    /* PIP_EXECUTE_AS_HELD: as the caller may. pip/arch_api.h says where it must be given */
    pip_word_t executable;
} pip_rights_t;

#ifdef __cplusplus
#define PIP_RIGHTS(readable, writable, executable) (pip_rights_t{readable, writable, executable})
#else
#define PIP_RIGHTS(readable, writable, executable) ((pip_rights_t){readable, writable, executable})
#endif

/* All that there are, to execute as far as the caller may. */
#define PIP_ALL_RIGHTS PIP_RIGHTS(1, 1, PIP_EXECUTE_AS_HELD)

#endif
