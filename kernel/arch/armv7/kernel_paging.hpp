// The kernel's own tables, which boot.S has begun.
#pragma once

#include "core/types.hpp"

namespace pepin::paging {

// Only memory up to `memory_end` and devices stay in the window; code becomes read-only and the only thing
// that is executed, and the page below the stack disappears.
void protect_kernel(Word memory_end);

} // namespace pepin::paging
