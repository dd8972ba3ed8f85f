/* Calls that are counted, and what to say where something is not as it should be. */
#ifndef NANNY_TALLY_H
#define NANNY_TALLY_H

#include <pip/api.h>

#include "layout.h"

/* Of this partition and of the descendants that have reported. */
extern tally_t tally[PIP_SERVICE_COUNT];

/* 0 in root. */
extern uint32_t own_depth;

/* A call of the service PIP_SERVICE_*, counted; `again` is progress rather than a refusal. */
#define CALL(service, call) count(PIP_SERVICE_##service, call)
pip_result_t count(uint32_t service, pip_result_t result);

/* The value of a call that has to succeed; it must be `value` where that is not ANY. */
enum { ANY = 0x7fffffff };
pip_word_t must(const char* what, pip_result_t result, pip_word_t value);

/* A call that has to be refused with this error and this value. */
void must_refuse(const char* what, pip_result_t result, pip_word_t error, pip_word_t value);

/* Two numbers that have to be the same. */
void must_equal(const char* what, pip_word_t actual, pip_word_t expected);

/* Prints a line, indented by the depth of this partition. */
__attribute__((format(__printf__, 1, 2))) void say(const char* format, ...);

/* What a difference leads to. Root ends the run; a child tells its parent. Each program has its own. */
_Noreturn void give_up(void);

#endif
