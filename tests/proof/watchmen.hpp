// Included before everything else in the program that carries the faults of watchmen.toml: the environment
// says which one is on.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace pepin::watchmen {

// The fault that is on, by what it breaks.
[[nodiscard]] inline bool is_on(std::string_view fault) {
    static const char* const chosen = std::getenv("PEPIN_FAULT");
    return chosen != nullptr && fault == chosen;
}

// Whether a claim, a requirement or an objection of this name is left out. Several are separated by bars.
[[nodiscard]] inline bool is_forgotten(std::string_view name) {
    static const char* const chosen = std::getenv("PEPIN_FORGOTTEN");
    for (std::string_view rest = chosen != nullptr ? chosen : ""; !rest.empty();) {
        const auto end = std::min(rest.find('|'), rest.size());
        if (rest.substr(0, end) == name) return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

// Whether a claim of this name is made of nothing.
[[nodiscard]] inline bool is_void(std::string_view name) {
    static const char* const chosen = std::getenv("PEPIN_VOID");
    return chosen != nullptr && name == chosen;
}

template <class Step, class Kind, class Formula>
void require(Step& step, Kind kind, Formula formula, std::string_view what) {
    if (!is_forgotten(what)) step.require(kind, formula, what);
}

} // namespace pepin::watchmen
