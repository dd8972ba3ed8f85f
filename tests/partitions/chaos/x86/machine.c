#include "audit.h"

#include "../../x86/timer.h"

pip_result_t examine(pip_word_t page) {
    enum { QUIET_PORT = 0x2ec }; /* of a fourth serial line, which the machine has not got */
    return Pip_Outaddrl_Result(QUIET_PORT, page);
}

void start_timer(void) { start_fast_timer(); }
