/* What the scheduler has to know of the machine. */
#ifndef RTOS_ARCHITECTURE_H
#define RTOS_ARCHITECTURE_H

#include <pip/context.h>
#include <pip/word.h>

/* Has the timer tick as portmacro.h says. */
void start_timer(void);

/* Where a saved context goes on. */
static inline pip_word_t instruction_of(const user_ctx_t* context) { return context->rip; }

/* The entry at which calls of the kernel arrive that are none. */
#define FOREIGN_CALL_ENTRY PIP_X86_64_FOREIGN_CALL

#endif
