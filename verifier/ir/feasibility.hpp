// Which branches can be taken: internal to ir/.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "ir/state.hpp"
#include "smt/solver.hpp"

namespace pepin::ir {

// An incremental solver follows the paths through the tree of their conditions: depth-first exploration lets
// neighbouring queries share nearly everything, and the last model often answers without a solver. What the
// incremental solver does not answer at once goes to one that sees the whole query anew: on functions with
// many updates that one is a hundred times faster.
class Feasibility {
public:
    explicit Feasibility(smt::Limits limits) : limits_(limits) {}

    // False only where the conditions and the formula exclude each other.
    [[nodiscard]] bool possible(const PathCondition& conditions, Term formula);
    [[nodiscard]] std::uint64_t checks() const { return checks_; }

private:
    using Links = std::vector<std::shared_ptr<const PathCondition::Link>>;
    [[nodiscard]] smt::Verdict check(const Links& path, Term formula);
    [[nodiscard]] bool model_agrees(const Links& path, Term formula);

    smt::Limits limits_;
    // made when they are first needed: concrete executions never do
    std::optional<smt::Solver> solver_, thorough_;
    std::uint64_t checks_ = 0;
    Links asserted_; // one level of the solver's stack each
    std::optional<smt::Model> model_;
    Links satisfied_; // the conditions that the model is known to satisfy
};

} // namespace pepin::ir
