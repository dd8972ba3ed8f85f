#include "end.h"

#include <pip/api.h>
#include <pip/power.h>
#include <pip/stdio.h>

_Noreturn void power_off(void) { Pip_Power_Off(); }

_Noreturn void stop(const char* what, pip_word_t error) {
    printf("rtos: error: %s%s%s\n", what, error == PIP_ERROR_NONE ? "" : ": ",
           error == PIP_ERROR_NONE ? "" : Pip_Error_Text(error));
    __builtin_trap(); /* root's fault is nobody's to take: the kernel stops with a dump */
}
