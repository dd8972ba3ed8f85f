// Asking whether formulas follow from others and the invariants.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "proof/solving/session.hpp"

namespace pepin::proof {

class Questions {
public:
    // Whether the goal follows. It is tried without instances of the invariants first, then with those one
    // round deep, which is enough for nearly all, then two. What is too hard in one piece is tried case by
    // case: each condition by itself, then what is in none of them.
    [[nodiscard]] Answer prove(std::span<const Term> assumptions, Term goal,
                               std::span<const Term> cases = {});
    // One quick try; `effort` is for instances.
    [[nodiscard]] bool is_plain(std::span<const Term> assumptions, Term goal, unsigned rounds = 1,
                                Effort effort = effort::brief);
    // Whether the assumptions can hold at all, as far as instances of the invariants one round deep say; one
    // quick try.
    [[nodiscard]] smt::Verdict possible(std::span<const Term> assumptions);
    // Questions that have these assumptions, or these and more, are answered sooner from now on.
    void begin(std::span<const Term> assumptions);

    [[nodiscard]] std::uint64_t asked() const { return asker_.asked(); }
    [[nodiscard]] const SecondOpinions& second_opinions() const { return asker_.second_opinions(); }
    // What the questions are about, for the names of their files.
    void set_subject(std::string subject) { subject_ = std::move(subject); }

private:
    // In a session where it fits, or else alone.
    [[nodiscard]] Answer ask(std::span<const Term> assumptions, Term goal, unsigned rounds, Effort effort);
    [[nodiscard]] Answer ask_alone(std::span<const Term> assumptions, Term goal, unsigned rounds,
                                   Effort effort);

    Instances instances_;
    std::array<Session, 2> sessions_{Session{0}, Session{1}}; // by rounds of instances
    Witnesses witnesses_;
    smt::Solver solver_{smt::Solver::Kind::one_shot};
    Asker asker_;
    std::string subject_;
};

// While it stands, guards and choices of the state machine that follow from the conditions, or exclude them,
// are no longer formulas.
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
