#include "proof/solving/questions.hpp"

#include <algorithm>

namespace pepin::proof {

Answer Questions::ask_alone(std::span<const Term> assumptions, Term goal, unsigned rounds, Effort effort) {
    std::vector<Term> about{assumptions.begin(), assumptions.end()};
    about.push_back(goal);
    instances_.forget();
    solver_.reset();
    for (const Term& assumption : assumptions) solver_.add(assumption);
    std::vector<Term> facts = instances_.about(about, rounds);
    for (const Term& fact : facts) solver_.add_fact(fact);
    about.back() = !goal;
    solver_.add(!goal);
    std::vector<Term> formulas = facts;
    formulas.insert(formulas.end(), about.begin(), about.end());
    Answer answer{asker_.ask(solver_, formulas, effort, subject_), {}};
    if (answer.verdict == smt::Verdict::satisfiable) {
        answer.counterexample = solver_.model();
        answer.about = std::move(about);
        answer.facts = std::move(facts);
    }
    return answer;
}

void Questions::begin(std::span<const Term> assumptions) {
    for (Session& session : sessions_) session.begin(assumptions);
}

Answer Questions::ask(std::span<const Term> assumptions, Term goal, unsigned rounds, Effort effort) {
    Answer answer = rounds < sessions_.size() && sessions_[rounds].fits(assumptions)
                        ? sessions_[rounds].ask(assumptions, goal, effort, asker_, subject_)
                        : ask_alone(assumptions, goal, rounds, effort);
    if (answer.counterexample && rounds != 0) witnesses_.add(*answer.counterexample);
    return answer;
}

Answer Questions::prove(std::span<const Term> assumptions, Term goal, std::span<const Term> cases) {
    if (goal.is_true()) return {smt::Verdict::unsatisfiable, {}, {}};
    Answer answer = ask(assumptions, goal, 0, effort::brief);
    if (answer.proved()) return answer;
    answer = ask(assumptions, goal, 1, cases.empty() ? effort::ordinary : effort::small);
    if (answer.proved()) return answer;
    if (answer.verdict == smt::Verdict::satisfiable || cases.empty())
        return ask(assumptions, goal, 2, effort::great);
    std::vector<Term> given{assumptions.begin(), assumptions.end()};
    for (const Term& condition : cases) {
        given.push_back(condition);
        answer = prove(given, goal);
        if (!answer.proved()) return answer;
        given.back() = !condition;
    }
    return prove(given, goal);
}

bool Questions::is_plain(std::span<const Term> assumptions, Term goal, unsigned rounds, Effort effort) {
    if (goal.is_true()) return true;
    const auto facts = [&] {
        std::vector<Term> about{assumptions.begin(), assumptions.end()};
        about.push_back(goal);
        instances_.forget();
        return instances_.about(about, rounds);
    };
    if (witnesses_.refute(assumptions, goal, facts)) return false;
    if (ask(assumptions, goal, 0, effort::brief).proved()) return true;
    return ask(assumptions, goal, rounds, effort).proved();
}

smt::Verdict Questions::possible(std::span<const Term> assumptions) {
    begin(assumptions);
    return ask(assumptions, smt::truth(false), 1, effort::witness).verdict;
}

Deciding::Deciding(Questions& questions, std::vector<Term> conditions)
    : questions_{questions}, conditions_{std::move(conditions)},
      decide_{[this](Term guard) { return decide(guard); }}, outer_decide_{Symbolic::decide},
      outer_known_{Symbolic::known} {
    questions.begin(conditions_);
    for (const Term& condition : conditions_) {
        known_.insert(condition);
        if (condition.operation() == smt::Operation::conjunction)
            known_.insert(condition.operands().begin(), condition.operands().end());
    }
    Symbolic::decide = &decide_;
    Symbolic::known = &known_;
}

Deciding::~Deciding() {
    Symbolic::decide = outer_decide_;
    Symbolic::known = outer_known_;
}

namespace {

[[nodiscard]] bool is_nearest(Term equality) {
    for (const Term& side : equality.operands())
        if (side.operation() == smt::Operation::apply && side.name().starts_with("nearest ")) return true;
    return false;
}

} // namespace

Term Deciding::decide(Term guard) {
    const auto [decided, fresh] = decided_.try_emplace(guard.identity(), guard);
    if (!fresh || guard.is_literal()) return decided->second;
    // What follows at all follows soon; of what does not, a solver may not find out for long.
    if (questions_.is_plain(conditions_, guard, 1, effort::small))
        decided->second = smt::truth(true);
    else if (questions_.is_plain(conditions_, !guard, 1, effort::small))
        decided->second = smt::truth(false);
    else if (guard.operation() == smt::Operation::equal && is_nearest(guard) &&
             questions_.is_plain(conditions_, guard, 2, effort::small))
        decided->second = smt::truth(true); // by going up more than one step
    return decided->second;
}

} // namespace pepin::proof
