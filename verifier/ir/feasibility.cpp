#include "ir/feasibility.hpp"

#include <algorithm>

namespace pepin::ir {
namespace {

template <class Links> std::size_t common_prefix(const Links& a, const Links& b) {
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

    ++checks_;
    const smt::Verdict verdict = check(path, formula);
    if (verdict == smt::Verdict::satisfiable) satisfied_ = path;
    return verdict != smt::Verdict::unsatisfiable;
}

smt::Verdict Feasibility::check(const Links& path, Term formula) {
    constexpr smt::Limits at_once{.milliseconds = 0, .resources = 100'000}; // some tens of milliseconds
    if (!solver_) solver_.emplace(smt::Solver::Kind::incremental);
    for (std::size_t keep = common_prefix(asserted_, path); asserted_.size() > keep; asserted_.pop_back())
        solver_->pop();
    while (asserted_.size() < path.size()) {
        solver_->push();
        solver_->add(path[asserted_.size()]->formula);
        asserted_.push_back(path[asserted_.size()]);
    }
    const Term assumptions[] = {formula};
    smt::Verdict verdict = solver_->check(assumptions, at_once);
    if (verdict == smt::Verdict::satisfiable) model_ = solver_->model();
    if (verdict == smt::Verdict::satisfiable || verdict == smt::Verdict::unsatisfiable) return verdict;

    if (!thorough_) thorough_.emplace(smt::Solver::Kind::one_shot);
    thorough_->reset();
    for (const auto& link : path) thorough_->add(link->formula);
    thorough_->add(formula);
    verdict = thorough_->check(limits_);
    if (verdict == smt::Verdict::satisfiable) model_ = thorough_->model();
    return verdict;
}

} // namespace pepin::ir
