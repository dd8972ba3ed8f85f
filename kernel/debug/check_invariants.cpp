// The debug kernel's hook: a violation is printed and ends the run.
#include "console/console.hpp"
#include "core/hooks.hpp"
#include "debug/check_memory.hpp"

using namespace pepin;

namespace {

// An entry for each frame: in the image where there cannot be many, otherwise in memory that boot gives.
constexpr Word most_in_image = 1U << 18;
constexpr bool is_in_image = Architecture::frame_limit <= most_in_image;
debug::DeepestMapping in_image[is_in_image ? Architecture::frame_limit : 1];
debug::DeepestMapping* deepest = in_image;

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

Word debug_frames_needed() {
    if constexpr (is_in_image) return 0;
    return (kernel_state.frame_count * sizeof(debug::DeepestMapping) + page_size - 1) / page_size;
}

void debug_use_frames(Word first) {
    deepest = reinterpret_cast<debug::DeepestMapping*>(&physical_memory[first]);
}

Word debug_check_invariants() {
    // A type of its own for the reporter, so that no call is indirect: the stack's depth can be computed.
    return debug::check_memory(deepest, [](const debug::Violation& violation) { report(violation); });
}
