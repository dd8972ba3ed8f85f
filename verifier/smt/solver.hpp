// Asking whether formulas can be true. Z3 and cvc5 hide behind this header.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "smt/term.hpp"

namespace pepin::smt {

// Only `unsatisfiable` and `satisfiable` are answers: a solver that gave up, took too long or failed has
// proved nothing.
enum class Verdict { unsatisfiable, satisfiable, unknown, timeout, error };
[[nodiscard]] std::string_view name(Verdict verdict);

// What one check may cost; 0: any amount.
struct Limits {
    unsigned milliseconds = 0;
    std::uint64_t resources = 0; // in units of the solver, which are the same on every machine
};

// The values that make formulas true. Valid on its own, also after the solver that found it is gone.
class Model {
public:
    // The value of a term, constants that do not matter being 0. Throws std::invalid_argument for terms of
    // more than 64 bits.
    [[nodiscard]] std::uint64_t evaluate(Term term) const;
    // Whether a term of one bit is true.
    [[nodiscard]] bool holds(Term term) const { return evaluate(term) != 0; }

private:
    friend class Solver;
    struct Implementation;
    std::shared_ptr<Implementation> implementation_;
};

// A solver with a stack of assertions. Each has a context of its own: any number may work in parallel, each
// in one thread.
class Solver {
public:
    // `incremental` is for many easy checks on a changing stack; `one_shot` (Z3's QF_UFBV tactic) for a
    // single hard one.
    enum class Kind { incremental, one_shot };
    explicit Solver(Kind kind = Kind::one_shot, unsigned seed = 0);
    ~Solver();
    Solver(Solver&&) noexcept;
    Solver& operator=(Solver&&) noexcept;

    void push();
    void pop();
    [[nodiscard]] unsigned depth() const; // the number of pushes not yet popped
    void add(Term formula);               // of one bit
    // One of many facts of which a check needs few. Z3 keeps such a formula apart behind a switch of its own
    // instead of working it into all others at once; where thousands of facts come to a dozen that matter
    // this is faster by far. It stays until the pop of the level that it was added on.
    void add_fact(Term formula);
    void reset(); // forgets all assertions and pushes

    [[nodiscard]] Verdict check(Limits limits = {});
    // Together with formulas that are forgotten afterwards.
    [[nodiscard]] Verdict check(std::span<const Term> assumptions, Limits limits = {});
    // Of the last check, if it was satisfiable; without a value otherwise.
    [[nodiscard]] std::optional<Model> model() const;
    // Why the last check was neither satisfiable nor unsatisfiable.
    [[nodiscard]] const std::string& reason() const;
    [[nodiscard]] std::uint64_t checks() const; // how many so far
    // What the last check has cost, in the units of Limits::resources.
    [[nodiscard]] std::uint64_t resources() const;

private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

// Which Z3 this is.
[[nodiscard]] std::string z3_version();

// A script that asks whether all the formulas can be true together, in SMT-LIB 2.6, logic QF_UFBV. The text
// depends on the formulas alone, so it can name their verdict in a cache. Subterms that occur repeatedly are
// written once.
[[nodiscard]] std::string smt_lib(std::span<const Term> formulas);

// Runs the program `cvc5` on a script. Resources are cvc5's, in steps. The error's text goes to `reason`
// where one is given.
[[nodiscard]] Verdict check_with_cvc5(std::string_view script, Limits limits = {},
                                      std::string* reason = nullptr);

} // namespace pepin::smt
