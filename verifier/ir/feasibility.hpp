// Which branches can be taken: internal to ir/.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "ir/state.hpp"
#include "smt/solver.hpp"

namespace pepin::ir {

// An incremental solver that follows the paths through the tree of their conditions. Depth-first exploration lets neighbouring
// queries share nearly everything; the last model often answers without the solver.
class Feasibility {
public:
    explicit Feasibility(smt::Limits limits) : limits_(limits) {}

    // False only where the conditions and the formula exclude each other.
    [[nodiscard]] bool possible(const PathCondition& conditions, Term formula);
    [[nodiscard]] std::uint64_t checks() const { return solver_ ? solver_->checks() : 0; }

private:
    using Links = std::vector<std::shared_ptr<const PathCondition::Link>>;
    [[nodiscard]] bool model_agrees(const Links& path, Term formula);

    smt::Limits limits_;
    std::optional<smt::Solver> solver_; // made when it is first needed: concrete executions never do
    Links asserted_;                    // one level of the solver's stack each
    std::optional<smt::Model> model_;
    Links satisfied_; // the conditions that the model is known to satisfy
};

} // namespace pepin::ir
