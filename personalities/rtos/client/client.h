/* What the files of the tasks' library share. */
#ifndef RTOS_CLIENT_H
#define RTOS_CLIENT_H

#include "../call.h"
#include "event_groups.h"
#include "semphr.h"
#include "task.h"

pip_word_t rtos_call(call_t call, pip_word_t a, pip_word_t b, pip_word_t c, pip_word_t d, pip_word_t e,
                     pip_word_t f, pip_word_t g);

#define WORD(argument) ((pip_word_t)(argument))
/* A word that says a number of 32 bits. */
#define NUMBER(word) ((uint32_t)(word))
#define CALL0(name) rtos_call(CALL_##name, 0, 0, 0, 0, 0, 0, 0)
#define CALL1(name, a) rtos_call(CALL_##name, WORD(a), 0, 0, 0, 0, 0, 0)
#define CALL2(name, a, b) rtos_call(CALL_##name, WORD(a), WORD(b), 0, 0, 0, 0, 0)
#define CALL3(name, a, b, c) rtos_call(CALL_##name, WORD(a), WORD(b), WORD(c), 0, 0, 0, 0)
#define CALL4(name, a, b, c, d) rtos_call(CALL_##name, WORD(a), WORD(b), WORD(c), WORD(d), 0, 0, 0)
#define CALL5(name, a, b, c, d, e) rtos_call(CALL_##name, WORD(a), WORD(b), WORD(c), WORD(d), WORD(e), 0, 0)
#define CALL7(name, a, b, c, d, e, f, g)                                                                     \
    rtos_call(CALL_##name, WORD(a), WORD(b), WORD(c), WORD(d), WORD(e), WORD(f), WORD(g))

#endif
