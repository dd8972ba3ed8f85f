/* The end of the scheduler itself. */
#ifndef RTOS_END_H
#define RTOS_END_H

#include <pip/word.h>

_Noreturn void power_off(void);
/* For mistakes that nothing can go on after. `error`: a PIP_ERROR_*, or PIP_ERROR_NONE. */
_Noreturn void stop(const char* what, pip_word_t error);

#endif
