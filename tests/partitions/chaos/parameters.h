/* What a run can be told: whoever boots the chaos writes these words into the image, behind the text that
 * marks the place. */
#ifndef CHAOS_PARAMETERS_H
#define CHAOS_PARAMETERS_H

#include <stdint.h>

typedef struct parameters {
    char mark[16];  /* "chaos parameters" */
    uint32_t seed;  /* of all random decisions; not 0 */
    uint32_t calls; /* after which it ends */
} parameters_t;

extern volatile const parameters_t parameters;

#endif
