/* What the scheduler has to know of the machine. */
#ifndef RTOS_ARCHITECTURE_H
#define RTOS_ARCHITECTURE_H

#include <pip/context.h>
#include <pip/word.h>

/* Has the timer tick as portmacro.h says. */
static inline void start_timer(void) { /* It does already. */ }

/* Where a saved context goes on. */
static inline pip_word_t instruction_of(const user_ctx_t* context) { return context->pc; }

/* Calls of the kernel that are none arrive nowhere. */
#define FOREIGN_CALL_ENTRY UINT32_MAX

#endif
