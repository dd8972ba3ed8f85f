#include "ir/state.hpp"

#include <algorithm>

namespace pepin::ir {

std::vector<Term> PathCondition::formulas() const {
    std::vector<Term> result;
    for (const Link* link = last_.get(); link; link = link->previous.get()) result.push_back(link->formula);
    std::ranges::reverse(result);
    return result;
}

bool PathCondition::contains(Term formula) const {
    for (const Link* link = last_.get(); link; link = link->previous.get())
        if (link->formula == formula) return true;
    return false;
}

State::State(const State& other)
    : conditions(other.conditions), memory(other.memory), instructions(other.instructions),
      frames(other.frames), data_(other.data_ ? other.data_->clone() : nullptr) {}

} // namespace pepin::ir
