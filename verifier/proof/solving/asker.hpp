// The way of every question of the proof to the solvers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "smt/solver.hpp"

namespace pepin::proof {

using smt::Term;

// How questions are put, in all threads; set before the first.
struct Asking {
    enum class Solvers {
        z3_first, // cvc5 where Z3 gives up
        z3,
        cvc5,
        both, // cvc5 is asked what Z3 has answered, too: what they disagree about is an error
    } solvers = Solvers::z3_first;
    bool verbose = false;          // slow questions are named on stderr
    std::filesystem::path smt_lib; // every question is written to a file there, unless it is empty
};
inline Asking asking;

// What cvc5 said where both were asked, or Z3 gave up.
struct SecondOpinions {
    unsigned agreed = 0, disagreed = 0, without_answer = 0;
    SecondOpinions& operator+=(const SecondOpinions& other);
};

// How much a solver may spend on a question. What decides is work, not time, so that verdicts are the same on
// every machine.
struct Effort {
    std::uint64_t resources;      // in Z3's units, of which a processor does two or three million a second
    std::uint64_t cvc5_resources; // where Z3 gives up; 0: cvc5 is not asked then
};
namespace effort {
inline constexpr Effort small{1'000'000, 0}, brief{3'000'000, 0}, ordinary{5'000'000, 0},
    witness{30'000'000, 0}, great{60'000'000, 2'000'000};
} // namespace effort

// Puts one question: whether the assertions of a solver can be true together. `formulas` are those
// assertions, `name` says in a file's name which question it is.
class Asker {
public:
    [[nodiscard]] smt::Verdict ask(smt::Solver& solver, std::span<const Term> formulas, Effort effort,
                                   const std::string& name);
    [[nodiscard]] std::uint64_t asked() const { return asked_; }
    [[nodiscard]] const SecondOpinions& second_opinions() const { return second_opinions_; }

private:
    std::uint64_t asked_ = 0;
    SecondOpinions second_opinions_;
};

} // namespace pepin::proof
