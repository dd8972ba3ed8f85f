/* What a service answers. */
#ifndef PIP_RESULT_H
#define PIP_RESULT_H

#include "pip/word.h"

/* The value, and PIP_ERROR_NONE or the PIP_ERROR_* (pip/abi.h) of the check that failed. What the value is
 * then, the service says. */
typedef struct pip_result {
    pip_word_t value;
    pip_word_t error;
} pip_result_t;

#endif
