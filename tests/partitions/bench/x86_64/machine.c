#include "../bench.h"

extern const char child_yielding[], child_unsaved[];
uint32_t measure_yield(pip_word_t descriptor, pip_word_t entry);
void measure_call(measured_t* measured, pip_word_t number, const pip_word_t* arguments);

const way_t ways[WAYS] = {{"", 1, measure_yield, child_yielding, child_unsaved}};

/* Loading the arguments is counted as one instruction for each. */
void call_service(measured_t* measured, uint32_t way, uint32_t service, uint32_t count,
                  const pip_word_t* arguments) {
    enum { MEASURE_OVERHEAD = 5 };
    (void)way;
    pip_word_t all[6] = {0};
    for (uint32_t i = 0; i < count; ++i) all[i] = arguments[i];
    measure_call(measured, PIP_X86_64_FIRST_CALL + service, all);
    measured->instructions += count;
    measured->instructions -= MEASURE_OVERHEAD;
}
