/* What a run can be told: whoever boots the census writes these words into the image, behind the text that
 * marks the place. */
#ifndef CENSUS_PARAMETERS_H
#define CENSUS_PARAMETERS_H

#include <stdint.h>

typedef struct parameters {
    char mark[16];   /* "census settings" */
    uint32_t seed;   /* of all random decisions; not 0 */
    uint32_t events; /* after which it ends */
} parameters_t;

extern volatile const parameters_t parameters;

#endif
