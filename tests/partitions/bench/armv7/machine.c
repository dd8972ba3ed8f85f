#include "../bench.h"

extern const char child_yielding[], child_yielding_fast[], child_unsaved[], child_unsaved_fast[];
uint32_t measure_yield(pip_word_t descriptor, pip_word_t entry);
uint32_t measure_yield_fast(pip_word_t descriptor, pip_word_t entry);

const way_t ways[WAYS] = {
    {"", 0, measure_yield, child_yielding, child_unsaved},
    {".library", 1, measure_yield_fast, child_yielding_fast, child_unsaved_fast},
};

void measure_call(measured_t* measured, uint32_t number, const pip_word_t* arguments);

/* Pip's number of a service. */
static uint32_t pips_number(uint32_t service) {
    switch (service) {
    case PIP_SERVICE_CREATE_PARTITION: return PIP_ARMV7_SVC_CREATE_PARTITION;
    case PIP_SERVICE_COUNT_TO_MAP: return PIP_ARMV7_SVC_COUNT_TO_MAP;
    case PIP_SERVICE_PREPARE: return PIP_ARMV7_SVC_PREPARE;
    case PIP_SERVICE_ADD_VADDR: return PIP_ARMV7_SVC_ADD_VADDR;
    case PIP_SERVICE_GET_INT_STATE: return PIP_ARMV7_SVC_GET_INT_STATE;
    case PIP_SERVICE_SET_INT_STATE: return PIP_ARMV7_SVC_SET_INT_STATE;
    case PIP_SERVICE_REMOVE_VADDR: return PIP_ARMV7_SVC_REMOVE_VADDR;
    case PIP_SERVICE_MAPPED_IN_CHILD: return PIP_ARMV7_SVC_MAPPED_IN_CHILD;
    case PIP_SERVICE_DELETE_PARTITION: return PIP_ARMV7_SVC_DELETE_PARTITION;
    case PIP_SERVICE_COLLECT: return PIP_ARMV7_SVC_COLLECT;
    case PIP_SERVICE_YIELD: return PIP_ARMV7_SVC_YIELD;
    default: stop("Pip has no such service");
    }
}

void call_service(measured_t* measured, uint32_t way, uint32_t service, uint32_t count,
                  const pip_word_t* arguments) {
    /* of measure_call's own between the readings: reading, the jump to the instruction and the one back */
    enum { MEASURE_OVERHEAD = 3 };
    uint32_t all[6] = {0};
    for (uint32_t i = 0; i < count; ++i) all[i] = arguments[i];
    measure_call(measured, way == 0 ? pips_number(service) : PIP_ARMV7_FIRST_LIBRARY_CALL + service, all);
    measured->instructions -= MEASURE_OVERHEAD;
}

void stop_timer(void) { ((pip_word_t*)PIP_ARMV7_VIDT)[PIP_TIMER_ENTRY] = 0; }

void start_timer_once(void) {}
