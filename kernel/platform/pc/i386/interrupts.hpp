// The interrupt controllers of i386: always the first ones.
#pragma once

#include "pic.hpp"

namespace pepin {

using pic::acknowledge_interrupt;
using pic::remap_interrupts;
using pic::rest_line;
using pic::wake_lines;

} // namespace pepin
