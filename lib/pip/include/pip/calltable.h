/* The services under the bare names that they have in Pip's kernel, as functions: each does what the Pip_
 * function of pip/api.h does. They are weak: a program's own function of such a name takes the place of the
 * library's. */
#ifndef PIP_CALLTABLE_H
#define PIP_CALLTABLE_H

#include <stdint.h>

#include "pip/api.h"
#include "pip/arch_calltable.h"
#include "pip/pipcall.h"
#include "pip/types.h"
#include "pip/word.h"

#ifdef __cplusplus
extern "C" {
#endif

pip_word_t createPartition(pip_word_t descriptor, pip_word_t mmuRoot, pip_word_t shadow1Root,
                           pip_word_t shadow2Root, pip_word_t privatePage);
pip_word_t countToMap(pip_word_t descriptor, pip_word_t childPage);
pip_word_t prepare(pip_word_t descriptor, pip_word_t childPage, pip_word_t first);
pip_word_t addVAddr(pip_word_t page, pip_word_t descriptor, pip_word_t childPage, pip_word_t readable,
                    pip_word_t writable, pip_word_t executable);
pip_word_t get_int_state(pip_word_t descriptor);
pip_word_t set_int_state(pip_word_t state);
pip_word_t removeVAddr(pip_word_t descriptor, pip_word_t childPage);
pip_word_t mappedInChild(pip_word_t page);
pip_word_t deletePartition(pip_word_t descriptor);
pip_word_t collect(pip_word_t descriptor, pip_word_t childPage);
pip_word_t yield(pip_word_t descriptor, pip_word_t targetIndex, pip_word_t saveIndex, pip_word_t flagsOnYield,
                 pip_word_t flagsOnWake);

#ifdef __cplusplus
}
#endif

#endif
