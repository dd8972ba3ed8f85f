// Asking whether formulas follow from others and the invariants.
#pragma once

#include <span>
#include <vector>

#include "proof/invariants.hpp"
#include "smt/solver.hpp"

namespace pepin::proof {

class Questions {
public:
    struct Answer {
        smt::Verdict verdict = smt::Verdict::unknown; // unsatisfiable: proved
        std::optional<smt::Model> counterexample;
        [[nodiscard]] bool proved() const { return verdict == smt::Verdict::unsatisfiable; }
    };

    // Whether the goal follows. Instances of the invariants are tried one round deep first, which is enough for nearly all; then two.
    // What is too hard in one piece is tried case by case: each condition by itself, then what is in none of them.
    [[nodiscard]] Answer prove(std::span<const Term> assumptions, Term goal, std::span<const Term> cases = {});
    // One quick try.
    [[nodiscard]] bool is_plain(std::span<const Term> assumptions, Term goal);
    [[nodiscard]] std::uint64_t asked() const { return asked_; }
    [[nodiscard]] Instances& instances() { return instances_; }

private:
    [[nodiscard]] Answer ask(std::span<const Term> assumptions, Term goal, unsigned rounds, unsigned milliseconds);

    Instances instances_;
    smt::Solver solver_{smt::Solver::Kind::one_shot};
    std::uint64_t asked_ = 0;
};

} // namespace pepin::proof
