// Which functions of the core are proved against what.
#pragma once

#include "proof/refinement.hpp"

namespace pepin::proof {

[[nodiscard]] const std::vector<Unit>& units();

} // namespace pepin::proof
