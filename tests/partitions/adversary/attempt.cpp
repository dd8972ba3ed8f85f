#include "attempt.hpp"

namespace adversary {

namespace {

bool as_expected = true, emulator_blamed = false;

} // namespace

void expect(const char* what, Word actual, Word expected) {
    if (actual == expected) return;
    as_expected = false;
    printf("         %s: 0x%zx instead of 0x%zx\n", what, actual, expected);
}

void expect(const char* what, Error actual, Error expected) {
    if (actual == expected) return;
    as_expected = false;
    printf("         %s: error %s instead of %s\n", what, Pip_Error_Name(static_cast<Word>(actual)),
           Pip_Error_Name(static_cast<Word>(expected)));
}

void expect(const char* what, const pip_result_t& actual, Error expected) {
    expect(what, static_cast<Error>(actual.error), expected);
}

void expect(const char* what, const pip_result_t& actual, Error expected, Word value) {
    expect(what, actual, expected);
    expect(what, actual.value, value);
}

bool all_as_expected() {
    const bool result = as_expected;
    as_expected = true;
    return result;
}

void blame_emulator() { emulator_blamed = true; }

bool emulator_is_to_blame() {
    const bool result = emulator_blamed;
    emulator_blamed = false;
    return result;
}

} // namespace adversary
