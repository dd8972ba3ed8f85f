#include "enter.h"

#include "../household.h"

pip_result_t enter_kernel(household_t* household, uint32_t service, const pip_word_t arguments[6]) {
    (void)household;
    return enter_any(PIP_X86_64_FIRST_CALL + service, arguments);
}

uint32_t has_fast_entry(void) { return 0; }
