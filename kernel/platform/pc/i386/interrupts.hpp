// The interrupt controllers of i386: always the first ones.
#pragma once

#include "pic.hpp"
#include "pit.hpp"

namespace pepin {

using pic::remap_interrupts;
using pic::rest_line;
using pic::wake_lines;

// False where there is nothing to tell root.
[[nodiscard]] inline bool acknowledge_interrupt(Word line) {
    return pic::acknowledge_interrupt(line) && !(timer_is_one_shot && line == timer_line && !expires_timer());
}

} // namespace pepin
