// Asking whether formulas follow from others and the invariants: the way of every question of the proof to a solver.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "proof/invariants.hpp"
#include "smt/solver.hpp"

namespace pepin::proof {

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

// How much a solver may spend on a question. What decides is work, not time, so that verdicts are the same on every machine.
struct Effort {
    std::uint64_t resources; // in Z3's units, of which a processor does two or three million a second
    std::uint64_t cvc5_resources; // where Z3 gives up; 0: cvc5 is not asked then
};
namespace effort {
inline constexpr Effort brief{3'000'000, 0}, ordinary{5'000'000, 0}, great{60'000'000, 2'000'000};
} // namespace effort

// Puts one question: whether the assertions of a solver can be true together. `formulas` are those assertions, `name` says in a file's
// name which question it is.
class Asker {
public:
    [[nodiscard]] smt::Verdict ask(smt::Solver& solver, std::span<const Term> formulas, Effort effort, const std::string& name);
    [[nodiscard]] std::uint64_t asked() const { return asked_; }
    [[nodiscard]] const SecondOpinions& second_opinions() const { return second_opinions_; }

private:
    std::uint64_t asked_ = 0;
    SecondOpinions second_opinions_;
};

class Questions {
public:
    struct Answer {
        smt::Verdict verdict = smt::Verdict::unknown; // unsatisfiable: proved
        std::optional<smt::Model> counterexample;
        // Of a counterexample: what it makes true. Assumptions and the goal's opposite; and the instances of the invariants.
        std::vector<Term> about = {}, facts = {};
        [[nodiscard]] bool proved() const { return verdict == smt::Verdict::unsatisfiable; }
    };

    // Whether the goal follows. Instances of the invariants are tried one round deep first, which is enough for nearly all; then two.
    // What is too hard in one piece is tried case by case: each condition by itself, then what is in none of them.
    [[nodiscard]] Answer prove(std::span<const Term> assumptions, Term goal, std::span<const Term> cases = {});
    // One quick try.
    [[nodiscard]] bool is_plain(std::span<const Term> assumptions, Term goal, unsigned rounds = 1);
    // Whether the assumptions can hold at all, as far as instances of the invariants one round deep say; one quick try.
    [[nodiscard]] smt::Verdict possible(std::span<const Term> assumptions);

    [[nodiscard]] std::uint64_t asked() const { return asker_.asked(); }
    [[nodiscard]] const SecondOpinions& second_opinions() const { return asker_.second_opinions(); }
    [[nodiscard]] Instances& instances() { return instances_; }
    // What the questions are about, for the names of their files.
    void set_subject(std::string subject) { subject_ = std::move(subject); }

private:
    [[nodiscard]] Answer ask(std::span<const Term> assumptions, Term goal, unsigned rounds, Effort effort);

    Instances instances_;
    smt::Solver solver_{smt::Solver::Kind::one_shot};
    Asker asker_;
    std::string subject_;
};

// While it stands, guards and choices of the state machine that follow from the conditions, or exclude them, are no longer formulas.
class Deciding {
public:
    Deciding(Questions& questions, std::vector<Term> conditions);
    ~Deciding();
    Deciding(const Deciding&) = delete;
    Deciding& operator=(const Deciding&) = delete;
    [[nodiscard]] Term decide(Term guard);

private:
    Questions& questions_;
    std::vector<Term> conditions_;
    std::unordered_map<std::uint64_t, Term> decided_;
    std::unordered_set<Term> known_;
    std::function<Term(Term)> decide_;
    const std::function<Term(Term)>* outer_decide_;
    const std::unordered_set<Term>* outer_known_;
};

} // namespace pepin::proof
