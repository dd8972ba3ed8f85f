// The ways into the core, as an architecture's entry code calls them.
#pragma once

#include "core/lockstep.hpp"

namespace pepin::test {

[[nodiscard]] Result run_core(Service service, const Arguments& arguments);
// Arguments on the current partition's stack.
[[nodiscard]] Result run_gate(Service service, Word stack);
// In registers: those with few arguments are called with them, the others have functions that unpack them.
[[nodiscard]] Result run_fast(Word selector, Word first, Word second, Word third, Word fourth);

} // namespace pepin::test
