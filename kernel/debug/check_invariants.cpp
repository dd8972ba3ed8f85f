// The debug kernel's hook: a violation is printed and ends the run.
#include "console/console.hpp"
#include "core/hooks.hpp"
#include "debug/check_memory.hpp"

using namespace pepin;

namespace {

debug::DeepestMapping deepest[Architecture::frame_limit];

void print_number(const char* label, Word number) {
    console::print(label);
    console::print_hexadecimal(number);
}

[[noreturn]] void report(const debug::Violation& violation) {
    console::print("\ninvariant violated: ");
    console::print(violation.invariant);
    console::print("\n  at ");
    console::print(violation.subject);
    print_number(" ", violation.number);
    if (violation.detail != nullptr) {
        console::print(", ");
        console::print(violation.detail);
        print_number(" ", violation.detail_number);
    }
    print_number("\n  actual   ", violation.actual);
    print_number("\n  expected ", violation.expected);
    console::print("\n");
    panic("an invariant of the specification does not hold");
}

} // namespace

Word debug_check_invariants() {
    // A type of its own for the reporter, so that no call is indirect: the stack's depth can be computed.
    return debug::check_memory(deepest, [](const debug::Violation& violation) { report(violation); });
}
