#include "tally.h"

#include <pip/stdio.h>

tally_t tally[PIP_SERVICE_COUNT];
uint32_t own_depth;

pip_result_t count(uint32_t service, pip_result_t result) {
    ++tally[service].calls;
    if (result.error != PIP_ERROR_NONE && result.error != PIP_ERROR_AGAIN) ++tally[service].refused;
    return result;
}

static void indent(void) {
    for (uint32_t i = 0; i < own_depth; ++i) printf("    ");
}

void say(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    indent();
    vprintf(format, arguments);
    printf("\n");
    va_end(arguments);
}

pip_word_t must(const char* what, pip_result_t result, pip_word_t value) {
    if (result.error != PIP_ERROR_NONE) {
        say("nanny: error: %s: refused, %s", what, Pip_Error_Text(result.error));
        give_up();
    }
    if (value != ANY) must_equal(what, result.value, value);
    return result.value;
}

void must_refuse(const char* what, pip_result_t result, pip_word_t error, pip_word_t value) {
    if (result.error == error && result.value == value) return;
    say("nanny: error: %s: actual value 0x%zx and error %s, expected 0x%zx and %s", what, result.value,
        Pip_Error_Name(result.error), value, Pip_Error_Name(error));
    give_up();
}

void must_equal(const char* what, pip_word_t actual, pip_word_t expected) {
    if (actual == expected) return;
    say("nanny: error: %s: actual 0x%zx, expected 0x%zx", what, actual, expected);
    give_up();
}
