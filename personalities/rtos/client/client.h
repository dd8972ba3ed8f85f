/* What the files of the tasks' library share. */
#ifndef RTOS_CLIENT_H
#define RTOS_CLIENT_H

#include "../call.h"
#include "event_groups.h"
#include "semphr.h"
#include "task.h"

uint32_t rtos_call(call_t call, uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e, uint32_t f,
                   uint32_t g);

#define WORD(argument) ((uint32_t)(argument))
#define CALL0(name) rtos_call(CALL_##name, 0, 0, 0, 0, 0, 0, 0)
#define CALL1(name, a) rtos_call(CALL_##name, WORD(a), 0, 0, 0, 0, 0, 0)
#define CALL2(name, a, b) rtos_call(CALL_##name, WORD(a), WORD(b), 0, 0, 0, 0, 0)
#define CALL3(name, a, b, c) rtos_call(CALL_##name, WORD(a), WORD(b), WORD(c), 0, 0, 0, 0)
#define CALL4(name, a, b, c, d) rtos_call(CALL_##name, WORD(a), WORD(b), WORD(c), WORD(d), 0, 0, 0)
#define CALL5(name, a, b, c, d, e) rtos_call(CALL_##name, WORD(a), WORD(b), WORD(c), WORD(d), WORD(e), 0, 0)
#define CALL7(name, a, b, c, d, e, f, g)                                                                     \
    rtos_call(CALL_##name, WORD(a), WORD(b), WORD(c), WORD(d), WORD(e), WORD(f), WORD(g))

#endif
