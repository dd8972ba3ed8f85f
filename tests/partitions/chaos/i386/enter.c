#include "enter.h"

#include "../household.h"

/* The fast entry has no room for some arguments that the gates take. */
static int fits_fast_entry(uint32_t service, const pip_word_t a[6]) {
    if (service == PIP_SERVICE_CREATE_PARTITION) return (a[4] & PIP_FAST_SERVICE_MASK) == 0;
    return service != PIP_SERVICE_YIELD || (a[1] | a[2]) < 0x10000;
}

static uint64_t call_fast(uint32_t service, const pip_word_t a[6]) {
    uint32_t packed[4] = {a[0], a[1], a[2], a[3]};
    switch (service) {
    case PIP_SERVICE_CREATE_PARTITION: return enter_fast(service | a[4], packed);
    case PIP_SERVICE_ADD_VADDR:
        packed[3] = (a[3] ? PIP_FAST_READABLE : 0) | (a[4] ? PIP_FAST_WRITABLE : 0) |
                    (a[5] ? PIP_FAST_EXECUTABLE : 0);
        break;
    case PIP_SERVICE_YIELD:
        packed[1] = a[1] | a[2] << 16;
        packed[2] = a[3];
        packed[3] = a[4];
        break;
    }
    return enter_fast(service, packed);
}

pip_result_t enter_kernel(household_t* household, uint32_t service, const pip_word_t arguments[6]) {
    const int fast = household->fast && fits_fast_entry(service, arguments) && chance(household, 50);
    /* the gates stand in the order of the services */
    const uint32_t selector = PIP_SELECTOR_OUT_BYTE + 8 * service;
    const uint64_t answer =
        fast ? call_fast(service, arguments) : enter_by_gate(selector, (uint32_t)arguments);
    return (pip_result_t){.value = (uint32_t)answer, .error = (uint32_t)(answer >> 32)};
}

uint32_t has_fast_entry(void) { return Pip_Choose_Entry(PIP_ENTRY_FAST) == PIP_ENTRY_FAST; }
