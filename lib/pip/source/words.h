/* Pip's own form of an answer: a bare word, and the error where Pip_Last_Error() finds it. */
#ifndef PIP_WORDS_H
#define PIP_WORDS_H

#include <stdint.h>

#include "pip/result.h"

/* The value; keeps the error, which nothing in the library looks at. For what has the form of Pip's, alone.
 */
pip_word_t pip_word(pip_result_t result);

#endif
