/* Ways into the kernel, of which an architecture has one or two. */
#ifndef BENCH_WAYS_H
#define BENCH_WAYS_H

#include <pip/word.h>
#include <stdint.h>

typedef struct measured {
    uint32_t instructions;
    pip_word_t value, error;
} measured_t;

typedef struct way {
    const char* suffix;   /* of figures */
    uint32_t tells_error; /* besides the value */
    /* Instructions from a yield to the child's context `entry` until the child has yielded back, and root is
     * saved. REFUSED where it was refused. */
    uint32_t (*measure_yield)(pip_word_t descriptor, pip_word_t entry);
    /* Code of children, which yields back: saved where it began, or not saved. */
    const char *yielding, *unsaved;
} way_t;

/* A service, called by a way in. */
void call_service(measured_t* measured, uint32_t way, uint32_t service, uint32_t count,
                  const pip_word_t* arguments);

#endif
