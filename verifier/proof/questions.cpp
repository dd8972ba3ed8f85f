#include "proof/questions.hpp"

namespace pepin::proof {

Questions::Answer Questions::ask(std::span<const Term> assumptions, Term goal, unsigned rounds, unsigned milliseconds) {
    std::vector<Term> about{assumptions.begin(), assumptions.end()};
    about.push_back(goal);
    instances_.forget();
    solver_.reset();
    for (const Term& assumption : assumptions) solver_.add(assumption);
    for (const Term& fact : instances_.about(about, rounds)) solver_.add_fact(fact);
    solver_.add(!goal);
    ++asked_;
    Answer answer{solver_.check({milliseconds, 0}), {}};
    if (answer.verdict == smt::Verdict::satisfiable) answer.counterexample = solver_.model();
    return answer;
}

Questions::Answer Questions::prove(std::span<const Term> assumptions, Term goal, std::span<const Term> cases) {
    if (goal.is_true()) return {smt::Verdict::unsatisfiable, {}};
    Answer answer = ask(assumptions, goal, 1, 3000);
    if (answer.proved()) return answer;
    if (answer.verdict == smt::Verdict::satisfiable || cases.empty()) return ask(assumptions, goal, 2, 20000);
    std::vector<Term> given{assumptions.begin(), assumptions.end()};
    for (const Term& condition : cases) {
        given.push_back(condition);
        answer = prove(given, goal);
        if (!answer.proved()) return answer;
        given.back() = !condition;
    }
    return prove(given, goal);
}

bool Questions::is_plain(std::span<const Term> assumptions, Term goal) { return goal.is_true() || ask(assumptions, goal, 1, 1000).proved(); }

} // namespace pepin::proof
