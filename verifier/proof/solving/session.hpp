// Questions that have much in common are answered sooner together.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

#include "proof/model/invariants.hpp"
#include "proof/solving/asker.hpp"

namespace pepin::proof {

struct Answer {
    smt::Verdict verdict = smt::Verdict::unknown; // unsatisfiable: proved
    std::optional<smt::Model> counterexample;
    // Of a counterexample: what it makes true. Assumptions and the goal's opposite; and the instances of the
    // invariants.
    std::vector<Term> about = {}, facts = {};
    [[nodiscard]] bool proved() const { return verdict == smt::Verdict::unsatisfiable; }
};

// Questions that have some assumptions in common: a solver keeps these, instances of the invariants, and what
// it has learned of them.
class Session {
public:
    // Rounds of instances.
    explicit Session(unsigned rounds) : rounds_{rounds} {}
    // Forgets the questions before, where these assumptions are others.
    void begin(std::span<const Term> assumptions);
    // Whether a question with these assumptions is one of the session's: they begin with those in common.
    [[nodiscard]] bool fits(std::span<const Term> assumptions) const;
    [[nodiscard]] Answer ask(std::span<const Term> assumptions, Term goal, Effort effort, Asker& asker,
                             const std::string& name);

private:
    unsigned rounds_;
    std::vector<Term> assumptions_, facts_;
    Instances instances_;
    std::optional<smt::Solver> solver_; // from the first question on
};

// Counterexamples to earlier questions: what one of them refutes needs no solver.
class Witnesses {
public:
    void add(const smt::Model& model);
    // `facts` makes the instances of the invariants, which are asked for only where all else is true of some
    // counterexample.
    [[nodiscard]] bool refute(std::span<const Term> assumptions, Term goal,
                              const std::function<std::vector<Term>()>& facts);

private:
    struct Witness {
        smt::Model model;
        std::unordered_map<Term, bool> known = {}; // what was asked of it already
        [[nodiscard]] bool satisfies(Term formula);
    };
    std::deque<Witness> witnesses_; // the one that was of use last is the first
};

} // namespace pepin::proof
