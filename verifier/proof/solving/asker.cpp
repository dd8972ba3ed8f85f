#include "proof/solving/asker.hpp"

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

void write_file(const std::string& name, std::uint64_t number, const std::string& script,
                smt::Verdict verdict) {
    std::string plain;
    for (const char letter : name)
        plain += std::isalnum(static_cast<unsigned char>(letter)) != 0 ? letter : '_';
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

smt::Verdict Asker::ask(smt::Solver& solver, std::span<const Term> formulas, Effort effort,
                        const std::string& name) {
    using Solvers = Asking::Solvers;
    ++asked_;
    const auto start = std::chrono::steady_clock::now();
    smt::Verdict verdict =
        asking.solvers == Solvers::cvc5 ? smt::Verdict::unknown : solver.check({patience, effort.resources});
    const bool second =
        asking.solvers == Solvers::cvc5 || asking.solvers == Solvers::both ||
        (asking.solvers == Solvers::z3_first && !is_answer(verdict) && effort.cvc5_resources != 0);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    if (constexpr double slow = 1; asking.verbose && taken.count() > slow)
        std::fprintf(stderr, "  %s: question %llu of %zu formulas: %s after %.1f s, %llu units of %llu\n",
                     name.c_str(), static_cast<unsigned long long>(asked_), formulas.size(),
                     std::string{smt::name(verdict)}.c_str(), taken.count(),
                     static_cast<unsigned long long>(solver.resources()),
                     static_cast<unsigned long long>(effort.resources));
    if (!second && asking.smt_lib.empty()) return verdict;
    const std::string script = smt::smt_lib(formulas);
    if (second) {
        const smt::Verdict other = smt::check_with_cvc5(
            script, {patience, effort.cvc5_resources != 0 ? effort.cvc5_resources : cvc5_resources});
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

} // namespace pepin::proof
