// Address line 20.
#pragma once

#include "core/types.hpp"

namespace pepin {

// Whether writing these bytes to a port, or what such a write announces, would make the second MiB of memory
// show the first one.
[[nodiscard]] bool turns_a20_off(Word port, Word width, Word value);

} // namespace pepin
