#include "audit.h"

/* No service only asks. A partition cannot be made of one page alone: whether it could be used at all is
 * looked at first. */
pip_result_t examine(pip_word_t page) {
    pip_result_t result = Pip_CreatePartition_Result(page, page, page, page, page);
    if (result.error == PIP_ERROR_DUPLICATE_PAGE || result.error == PIP_ERROR_HANDED_ON ||
        result.error == PIP_ERROR_NOT_WRITABLE)
        result.error = PIP_ERROR_NONE;
    return result;
}

void start_timer(void) { /* It is the kernel's, and runs. */ }
