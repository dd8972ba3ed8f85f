// What x86 processors call their vectors, and how dumps print what arrived. Source: Intel SDM volume 3, 6.3
// and 6.15.
#pragma once

#include <optional>

#include "core/types.hpp"

namespace pepin {

struct Trap {
    Word vector = 0;
    Word error_code = 0;
    Word address = 0; // of a page fault
};

// The last one that a partition was entered for.
extern std::optional<Trap> last_trap;

[[nodiscard]] const char* name_of_vector(Word vector);
void print_trap(const Trap& trap);

// The first two lines of the dump of a partition's trap, which nobody takes; it happened at `instruction`.
void begin_dump_of_partition(const Trap& trap, Word instruction);
// What every dump ends with.
[[noreturn]] void end_dump();

} // namespace pepin
