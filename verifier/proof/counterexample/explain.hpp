// A counterexample in words: the partitions that it is about, as a tree; the call; what breaks.
#pragma once

#include <string>

#include "proof/obligations/report.hpp"

namespace pepin::proof {

// Several lines. What the model says of anything on which the obligation does not depend is arbitrary, and
// left out. `row` is that of the proof's table.
[[nodiscard]] std::string explain(const Finding& finding, const std::string& row);

} // namespace pepin::proof
