/* Bare names of the services for ports (pip/calltable.h), where the architecture has them. */
#ifndef PIP_PORT_CALLTABLE_H
#define PIP_PORT_CALLTABLE_H

#include "pip/word.h"

#ifdef __cplusplus
extern "C" {
#endif

pip_word_t outb(pip_word_t port, pip_word_t value);
pip_word_t inb(pip_word_t port);
pip_word_t outw(pip_word_t port, pip_word_t value);
pip_word_t inw(pip_word_t port);
pip_word_t outl(pip_word_t port, pip_word_t value);
pip_word_t inl(pip_word_t port);
pip_word_t outaddrl(pip_word_t port, pip_word_t address);

#ifdef __cplusplus
}
#endif

#endif
