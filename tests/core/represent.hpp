// Memory as the core would have it in a state of the specification: the way back from what the memory view
// reads.
#pragma once

#include "spec/concrete_fields.hpp"
#include "spec/state.hpp"

namespace pepin::test {

// Boots no machine: memory, the kernel's variables and the processor become what the state says. Throws
// std::logic_error where it has more frames than a machine can have.
void represent(const spec::State<spec::Concrete>& state);

} // namespace pepin::test
