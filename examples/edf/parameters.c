#include "parameters.h"

/* volatile: the compiler must not use these values instead of what is in the image. */
const volatile edf_parameters_t parameters = {
    .mark = "edf task table",
    .count = 4,
    .slots = 15,
    .tasks =
        {
            {.name = "control", .period = 4, .budget = 1, .deadline = 2, .offset = 0, .work = 1},
            {.name = "sensor", .period = 6, .budget = 2, .deadline = 5, .offset = 1, .work = 2},
            {.name = "greedy", .period = 12, .budget = 2, .deadline = 12, .offset = 0, .work = 5},
            {.name = "broken", .period = 12, .budget = 2, .deadline = 9, .offset = 3, .work = 2, .fault = 2},
        },
};
