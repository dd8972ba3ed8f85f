// Instances of each rule by which terms are simplified.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "term_pairs.hpp"

namespace rules {

struct Instance {
    std::string rule;  // as term_faults.toml names it
    unsigned smallest; // width at which it makes sense
    std::function<pairs::Pair(unsigned width)> make;
};

[[nodiscard]] const std::vector<Instance>& instances();

} // namespace rules
