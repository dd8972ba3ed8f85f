#ifndef PORTED_H
#define PORTED_H

#include <stdint.h>

/* An address, as programs have it; how to print one; and how many levels of tables a child has below its
 * first. */
#ifdef __x86_64__
typedef uint64_t word_t;
#define HEX "0x%lx"
#define LEVELS 2
#else
typedef uint32_t word_t;
#define HEX "0x%x"
#define LEVELS 1
#endif

/* older.c: makes a child and takes it down by the names of the first library, with memory from `begin` to
 * `end`. Returns how often the answer was not what it should be. */
uint32_t try_older_names(word_t begin, word_t end);

#endif
