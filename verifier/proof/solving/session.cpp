#include "proof/solving/session.hpp"

#include <algorithm>

namespace pepin::proof {

void Session::begin(std::span<const Term> assumptions) {
    if (std::ranges::equal(assumptions, assumptions_)) return;
    assumptions_.assign(assumptions.begin(), assumptions.end());
    facts_.clear();
    instances_.forget();
    solver_.reset();
}

bool Session::fits(std::span<const Term> assumptions) const {
    return !assumptions_.empty() && assumptions.size() >= assumptions_.size() &&
           std::ranges::equal(assumptions.first(assumptions_.size()), assumptions_);
}

Answer Session::ask(std::span<const Term> assumptions, Term goal, Effort effort, Asker& asker,
                    const std::string& name) {
    if (!solver_) {
        solver_.emplace(smt::Solver::Kind::one_shot);
        for (const Term& assumption : assumptions_) solver_->add(assumption);
    }
    std::vector<Term> about{assumptions.begin(), assumptions.end()};
    about.push_back(goal);
    // Invariants hold whatever is asked: their instances stay.
    for (const Term& fact : instances_.about(about, rounds_)) {
        solver_->add_fact(fact);
        facts_.push_back(fact);
    }
    about.back() = !goal;
    solver_->push();
    for (const Term& formula : std::span{about}.subspan(assumptions_.size())) solver_->add(formula);
    std::vector<Term> formulas = facts_;
    formulas.insert(formulas.end(), about.begin(), about.end());
    Answer answer{asker.ask(*solver_, formulas, effort, name), {}};
    if (answer.verdict == smt::Verdict::satisfiable) answer.counterexample = solver_->model();
    solver_->pop();
    return answer;
}

bool Witnesses::Witness::satisfies(Term formula) {
    const auto [value, fresh] = known.try_emplace(formula, false);
    if (fresh) value->second = model.holds(formula);
    return value->second;
}

void Witnesses::add(const smt::Model& model) {
    constexpr std::size_t most = 8;
    witnesses_.push_front({model});
    if (witnesses_.size() > most) witnesses_.pop_back();
}

bool Witnesses::refute(std::span<const Term> assumptions, Term goal,
                       const std::function<std::vector<Term>()>& facts) {
    std::optional<std::vector<Term>> instances;
    for (std::size_t i = 0; i < witnesses_.size(); ++i) {
        Witness& witness = witnesses_[i];
        const auto holds = [&](Term formula) { return witness.satisfies(formula); };
        if (!std::ranges::all_of(assumptions, holds) || !holds(!goal)) continue;
        if (!instances) instances = facts();
        if (!std::ranges::all_of(*instances, holds)) continue;
        std::rotate(witnesses_.begin(), witnesses_.begin() + static_cast<std::ptrdiff_t>(i),
                    witnesses_.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        return true;
    }
    return false;
}

} // namespace pepin::proof
