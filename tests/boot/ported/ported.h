#ifndef PORTED_H
#define PORTED_H

#include <stdint.h>

/* older.c: makes a child and takes it down by the names of the first library, with memory from `begin` to
 * `end`. Returns how often the answer was not what it should be. */
uint32_t try_older_names(uint32_t begin, uint32_t end);

#endif
