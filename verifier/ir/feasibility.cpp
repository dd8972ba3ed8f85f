#include "ir/feasibility.hpp"

#include <algorithm>

namespace pepin::ir {
namespace {

template <class Links>
std::size_t common_prefix(const Links& a, const Links& b) {
    return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

} // namespace

bool Feasibility::model_agrees(const Links& path, Term formula) {
    if (!model_) return false;
    satisfied_.resize(common_prefix(satisfied_, path));
    while (satisfied_.size() < path.size()) {
        if (!model_->holds(path[satisfied_.size()]->formula)) return false;
        satisfied_.push_back(path[satisfied_.size()]);
    }
    return model_->holds(formula);
}

bool Feasibility::possible(const PathCondition& conditions, Term formula) {
    if (formula.is_literal()) return formula.is_true();
    Links path;
    // What was required follows from the rest: it would only be more to think about.
    for (auto link = conditions.last(); link; link = link->previous)
        if (!link->required) path.push_back(link);
    std::ranges::reverse(path);
    if (model_agrees(path, formula)) return true;

    if (!solver_) solver_.emplace(smt::Solver::Kind::incremental);
    for (std::size_t keep = common_prefix(asserted_, path); asserted_.size() > keep; asserted_.pop_back()) solver_->pop();
    while (asserted_.size() < path.size()) {
        solver_->push();
        solver_->add(path[asserted_.size()]->formula);
        asserted_.push_back(path[asserted_.size()]);
    }
    const Term assumptions[] = {formula};
    const smt::Verdict verdict = solver_->check(assumptions, limits_);
    if (verdict == smt::Verdict::satisfiable) {
        model_ = solver_->model();
        satisfied_ = path;
    }
    return verdict != smt::Verdict::unsatisfiable;
}

} // namespace pepin::ir
