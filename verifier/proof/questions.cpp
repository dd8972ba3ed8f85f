#include "proof/questions.hpp"

#include <cctype>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <stdexcept>

namespace pepin::proof {

namespace {

// Only so that nothing hangs: what counts is the effort.
constexpr unsigned patience = 300'000; // milliseconds
// Of cvc5, where it is asked what Z3 is asked.
constexpr std::uint64_t cvc5_resources = 400'000;

[[nodiscard]] bool is_answer(smt::Verdict verdict) {
    return verdict == smt::Verdict::unsatisfiable || verdict == smt::Verdict::satisfiable;
}

void write_file(const std::string& name, std::uint64_t number, const std::string& script, smt::Verdict verdict) {
    std::string plain;
    for (const char letter : name) plain += std::isalnum(static_cast<unsigned char>(letter)) != 0 ? letter : '_';
    const auto path = asking.smt_lib / (plain + "-" + std::to_string(number) + ".smt2");
    std::ofstream file{path};
    file << "; " << name << "\n(set-info :status "
         << (verdict == smt::Verdict::unsatisfiable ? "unsat"
             : verdict == smt::Verdict::satisfiable ? "sat"
                                                    : "unknown")
         << ")\n"
         << script;
    file.close();
    if (!file) throw std::runtime_error("cannot write " + path.string());
}

} // namespace

SecondOpinions& SecondOpinions::operator+=(const SecondOpinions& other) {
    agreed += other.agreed;
    disagreed += other.disagreed;
    without_answer += other.without_answer;
    return *this;
}

smt::Verdict Asker::ask(smt::Solver& solver, std::span<const Term> formulas, Effort effort, const std::string& name) {
    using Solvers = Asking::Solvers;
    ++asked_;
    const auto start = std::chrono::steady_clock::now();
    smt::Verdict verdict = asking.solvers == Solvers::cvc5 ? smt::Verdict::unknown : solver.check({patience, effort.resources});
    const bool second = asking.solvers == Solvers::cvc5 || asking.solvers == Solvers::both ||
                        (asking.solvers == Solvers::z3_first && !is_answer(verdict) && effort.cvc5_resources != 0);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    if (constexpr double slow = 1; asking.verbose && taken.count() > slow)
        std::fprintf(stderr, "  %s: question %llu of %zu formulas: %s after %.1f s, %llu units of %llu\n", name.c_str(),
                     static_cast<unsigned long long>(asked_), formulas.size(), std::string{smt::name(verdict)}.c_str(), taken.count(),
                     static_cast<unsigned long long>(solver.resources()), static_cast<unsigned long long>(effort.resources));
    if (!second && asking.smt_lib.empty()) return verdict;
    const std::string script = smt::smt_lib(formulas);
    if (second) {
        const smt::Verdict other =
            smt::check_with_cvc5(script, {patience, effort.cvc5_resources != 0 ? effort.cvc5_resources : cvc5_resources});
        if (!is_answer(other))
            ++second_opinions_.without_answer;
        else if (!is_answer(verdict) || other == verdict)
            ++second_opinions_.agreed;
        else
            ++second_opinions_.disagreed;
        if (is_answer(other) && is_answer(verdict) && other != verdict)
            verdict = smt::Verdict::error;
        else if (!is_answer(verdict))
            verdict = other;
    }
    if (!asking.smt_lib.empty()) write_file(name, asked_, script, verdict);
    return verdict;
}

Questions::Answer Questions::ask(std::span<const Term> assumptions, Term goal, unsigned rounds, Effort effort) {
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

Questions::Answer Questions::prove(std::span<const Term> assumptions, Term goal, std::span<const Term> cases) {
    if (goal.is_true()) return {smt::Verdict::unsatisfiable, {}, {}};
    Answer answer = ask(assumptions, goal, 0, effort::brief);
    if (answer.proved()) return answer;
    answer = ask(assumptions, goal, 1, effort::ordinary);
    if (answer.proved()) return answer;
    if (answer.verdict == smt::Verdict::satisfiable || cases.empty()) return ask(assumptions, goal, 2, effort::great);
    std::vector<Term> given{assumptions.begin(), assumptions.end()};
    for (const Term& condition : cases) {
        given.push_back(condition);
        answer = prove(given, goal);
        if (!answer.proved()) return answer;
        given.back() = !condition;
    }
    return prove(given, goal);
}

bool Questions::is_plain(std::span<const Term> assumptions, Term goal, unsigned rounds) {
    return goal.is_true() || ask(assumptions, goal, 0, effort::brief).proved() || ask(assumptions, goal, rounds, effort::brief).proved();
}

smt::Verdict Questions::possible(std::span<const Term> assumptions) {
    return ask(assumptions, smt::truth(false), 1, effort::brief).verdict;
}

Deciding::Deciding(Questions& questions, std::vector<Term> conditions)
    : questions_{questions}, conditions_{std::move(conditions)}, decide_{[this](Term guard) { return decide(guard); }},
      outer_decide_{Symbolic::decide}, outer_known_{Symbolic::known} {
    for (const Term& condition : conditions_) {
        known_.insert(condition);
        if (condition.operation() == smt::Operation::conjunction) known_.insert(condition.operands().begin(), condition.operands().end());
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
    if (questions_.is_plain(conditions_, guard))
        decided->second = smt::truth(true);
    else if (questions_.is_plain(conditions_, !guard))
        decided->second = smt::truth(false);
    else if (guard.operation() == smt::Operation::equal && is_nearest(guard) && questions_.is_plain(conditions_, guard, 2))
        decided->second = smt::truth(true); // by going up more than one step
    return decided->second;
}

} // namespace pepin::proof
