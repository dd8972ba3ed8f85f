// The interrupt controllers of i386: always the first ones.
#pragma once

#include "pic.hpp"
#include "pit.hpp"

namespace pepin {

using pic::remap_interrupts;
using pic::rest_line;
using pic::wake_lines;

[[nodiscard]] bool acknowledge_with_care(Word line);
// False where there is nothing to tell root.
[[nodiscard]] inline bool acknowledge_interrupt(Word line) {
    if (lines_need_care) [[unlikely]]
        return acknowledge_with_care(line);
    return pic::acknowledge_interrupt(line);
}

} // namespace pepin
