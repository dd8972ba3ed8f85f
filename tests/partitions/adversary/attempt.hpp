// An attempt of a hostile partition: what it is called, which weakness it aims at, and how what came of it is
// judged.
#pragma once

#include <cstdint>
#include <span>

#include "pip/pip.hpp"

namespace adversary {

using Word = pip_word_t;
using Error = pip::Check;

[[nodiscard]] inline Word address_of(const void* pointer) {
    return static_cast<Word>(reinterpret_cast<std::uintptr_t>(pointer));
}

struct Attempt {
    unsigned weakness; // 1 to 28 as in docs/security.md, 0: beyond that list
    const char* name;
    void (*run)();
};

// The attempts by topic, each list in the file of its name.
extern const std::span<const Attempt> argument_attempts, context_attempts, control_attempts, guard_attempts,
    memory_attempts, page_table_attempts;

// Compares what came of the attempt that runs with what should have. A difference is printed, and the attempt
// got through.
void expect(const char* what, Word actual, Word expected);
// The error of a service.
void expect(const char* what, Error actual, Error expected);
void expect(const char* what, const pip_result_t& actual, Error expected);
// Error and value.
void expect(const char* what, const pip_result_t& actual, Error expected, Word value);

// Whether no comparison has failed since the last call.
bool all_as_expected();

// The attempt gets through where the emulator itself does not keep ring 3 from the kernel's memory: no kernel
// can do anything about that.
void blame_emulator();
// Whether that was said since the last call.
bool emulator_is_to_blame();

} // namespace adversary
