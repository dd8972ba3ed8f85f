// What a run can be told: whoever boots the meddler writes these words into the image, behind the text that
// marks the place.
#pragma once

#include "attempt.hpp"

namespace adversary {

struct Parameters {
    char mark[16];          // "meddler settings"
    std::uint32_t seed;     // of all random decisions; not 0
    std::uint32_t accesses; // after which it ends
};

} // namespace adversary
