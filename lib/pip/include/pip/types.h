/* Types of the functions of pip/calltable.h, by how many arguments they have. */
#ifndef PIP_TYPES_H
#define PIP_TYPES_H

#include "pip/word.h"

typedef pip_word_t (*apicall_0)(void);
typedef pip_word_t (*apicall_1)(pip_word_t a);
typedef pip_word_t (*apicall_2)(pip_word_t a, pip_word_t b);
typedef pip_word_t (*apicall_3)(pip_word_t a, pip_word_t b, pip_word_t c);
typedef pip_word_t (*apicall_4)(pip_word_t a, pip_word_t b, pip_word_t c, pip_word_t d);
typedef pip_word_t (*apicall_5)(pip_word_t a, pip_word_t b, pip_word_t c, pip_word_t d, pip_word_t e);
typedef pip_word_t (*apicall_6)(pip_word_t a, pip_word_t b, pip_word_t c, pip_word_t d, pip_word_t e,
                                pip_word_t f);

#endif
