#include "../bench.h"

extern const char child_yielding[], child_yielding_fast[], child_unsaved[], child_unsaved_fast[];
uint32_t measure_yield(pip_word_t descriptor, pip_word_t entry);
uint32_t measure_yield_fast(pip_word_t descriptor, pip_word_t entry);

const way_t ways[WAYS] = {
    {"", 1, measure_yield, child_yielding, child_unsaved},
    {".fast", 1, measure_yield_fast, child_yielding_fast, child_unsaved_fast},
};

void measure_gate(measured_t* measured, uint32_t selector, uint32_t count, const pip_word_t* arguments);
void measure_fast(measured_t* measured, const uint32_t* registers);

/* The fast entry's registers: EAX, EBX, ESI, EDI, EBP. Loading them is counted as one instruction for each
 * argument. */
static void call_fast(measured_t* measured, uint32_t service, uint32_t count, const pip_word_t* arguments) {
    uint32_t registers[5] = {service};
    for (uint32_t i = 0; i < count && i < 4; ++i) registers[i + 1] = arguments[i];
    if (service == PIP_SERVICE_CREATE_PARTITION) registers[0] |= arguments[4];
    if (service == PIP_SERVICE_ADD_VADDR)
        registers[4] = arguments[3] * PIP_FAST_READABLE | arguments[4] * PIP_FAST_WRITABLE |
                       arguments[5] * PIP_FAST_EXECUTABLE;
    if (service == PIP_SERVICE_YIELD) {
        registers[2] = arguments[1] | arguments[2] << 16;
        registers[3] = arguments[3];
        registers[4] = arguments[4];
    }
    measure_fast(measured, registers);
    measured->instructions += count;
}

void call_service(measured_t* measured, uint32_t way, uint32_t service, uint32_t count,
                  const pip_word_t* arguments) {
    enum { FIRST_SELECTOR = PIP_SELECTOR_OUT_BYTE, MEASURE_OVERHEAD_GATE = 5, MEASURE_OVERHEAD_FAST = 4 };
    if (way == 0) {
        measure_gate(measured, FIRST_SELECTOR + 8 * service, count, arguments);
        measured->instructions -= MEASURE_OVERHEAD_GATE;
    } else {
        call_fast(measured, service, count, arguments);
        measured->instructions -= MEASURE_OVERHEAD_FAST;
    }
}
