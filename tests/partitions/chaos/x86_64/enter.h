/* Entries into the kernel with whatever a partition can put into registers (enter.S). */
#ifndef CHAOS_ENTER_H
#define CHAOS_ENTER_H

#include <pip/result.h>

/* With any number, of a service or not. What is not one's own to answer comes back as it was. */
pip_result_t enter_any(pip_word_t number, const pip_word_t arguments[6]);
/* The same with another stack pointer and other flags, which the caller has back afterwards. Where the flags
 * ask for single steps, it does not come back. */
pip_result_t enter_astray(pip_word_t number, const pip_word_t arguments[6], pip_word_t stack,
                          pip_word_t flags);

#endif
