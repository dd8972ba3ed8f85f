#ifndef PORTED_H
#define PORTED_H

#include <pip/word.h>

/* uint32_t to programs that were written where words have 32 bits. */
typedef pip_word_t word;

/* older.c: makes a child and takes it down by the names of the first library, with memory from `begin` to
 * `end`. Returns how often the answer was not what it should be. */
word try_older_names(word begin, word end);

#endif
