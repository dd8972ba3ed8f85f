// What is proved of the specification: every step of the state machine keeps the invariants, and the
// invariants imply isolation.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "proof/model/invariants.hpp"
#include "proof/solving/questions.hpp"

namespace pepin::proof {

// A step of the state machine, along its successful way, from any state and with any arguments.
struct Step {
    std::string name;
    std::function<void(State&)> run;
    // Facts about the state before, and the thing that a claim is about, that are worth proving first.
    std::function<std::vector<Bool>(const State&, const Key&)> hints = {};
    std::optional<Word> entry = {}; // of the VIDT of who is entered, where control passes
    // of deletePartition's steps: the partition that is taken down, somewhere below the current one
    std::optional<Word> victim = {};
    [[nodiscard]] bool passes_control() const { return entry.has_value(); }
};
[[nodiscard]] const std::vector<Step>& steps();

// One formula to be shown valid under assumptions and facts.
struct Obligation {
    std::string step; // or "isolation"
    std::string group;
    std::string claim;
    Term goal;
    std::vector<Term> assumptions;
    std::vector<Term> facts;  // instances of the invariants before the step
    std::vector<Term> lemmas; // to be tried first: what is proved of them helps with the goals
    std::vector<Term> cases;  // conditions that can be tried one at a time: they need not cover everything
    Term hypothesis = smt::truth(true); // under which the goal says something: it has to be possible,
    bool is_void = false;               // ... or impossible, where that is said
};

// The obligations of one step about one group of invariants, with instances `rounds` deep.
[[nodiscard]] std::vector<Obligation> preservation(const Step& step, const Group& group, unsigned rounds,
                                                   Instances& instances);
// The isolation theorems, from the invariants alone.
[[nodiscard]] std::vector<Obligation> isolation(unsigned rounds, Instances& instances);

// What is promised of an entry that passes control, as claims about a state and the one after it; what is
// assumed is in the evaluation.
struct Promises {
    std::vector<Claim> claims;
    std::vector<Term> cases;                   // as in an obligation
    std::vector<std::string> void_claims = {}; // those that say nothing of this entry, only of others
    std::vector<Term> about = {};              // where invariants are worth knowing, too
    std::vector<std::pair<std::string, State>> states = {}; // by their prefixes, those that are not any state
};
struct Theorem {
    std::string name;
    std::function<Promises()> promises;
    // What is known besides the invariants where a formula applies a function.
    std::vector<Term> (*axioms)(Term application) = nullptr;
};
[[nodiscard]] const std::vector<Theorem>& control_theorems();
// What a step changes, and for whom.
[[nodiscard]] const std::vector<Theorem>& integrity_theorems();
// What a partition learns from a step.
[[nodiscard]] const std::vector<Theorem>& confidentiality_theorems();
[[nodiscard]] std::vector<Obligation> obligations_of(const Theorem& theorem, unsigned rounds,
                                                     Instances& instances);

// Proves obligations that share their assumptions and facts, in one solver.
class Prover {
public:
    Prover(const Obligation& shared, Effort effort);
    [[nodiscard]] Answer prove(const Obligation& obligation);
    // Whether what is assumed leaves the hypothesis possible: satisfiable. Otherwise the goal may say
    // nothing.
    [[nodiscard]] smt::Verdict possibility(const Obligation& obligation);
    // Whether all of them are easy: one quick try.
    [[nodiscard]] bool are_plain(std::span<const Obligation> obligations);
    [[nodiscard]] const Asker& asker() const { return asker_; }

private:
    // Together with formulas that are forgotten afterwards.
    [[nodiscard]] smt::Verdict check(std::span<const Term> extra, Effort effort);

    Effort effort_;
    std::string name_;
    smt::Solver solver_;
    std::vector<Term> asserted_; // in the solver
    Asker asker_;
};

} // namespace pepin::proof
