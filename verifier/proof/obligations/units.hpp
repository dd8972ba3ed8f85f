// Which functions of the core are proved against what.
#pragma once

#include "proof/obligations/refinement.hpp"

namespace pepin::proof {

[[nodiscard]] const std::vector<Unit>& units();

} // namespace pepin::proof
