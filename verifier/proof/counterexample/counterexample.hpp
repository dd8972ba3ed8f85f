// What a solver's counterexample says: the values of a model at the places where formulas speak of a state.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_set>

#include "proof/obligations/report.hpp"

namespace pepin::proof {

using Number = std::uint64_t;

// The arguments and values of a state's functions, and its constants, at some places of formulas. Names are
// without the state's prefix.
class Points {
public:
    using Keys = std::map<std::vector<Number>, Number>;
    [[nodiscard]] const Keys& of(const std::string& function) const;
    [[nodiscard]] std::optional<Number> at(const std::string& function, const std::vector<Number>& key) const;
    [[nodiscard]] std::optional<Number> constant(const std::string& name) const;
    [[nodiscard]] const std::map<std::string, Number>& constants() const { return constants_; }
    void add(const std::string& function, const std::vector<Number>& key, Number value) {
        functions_[function][key] = value;
    }
    void add(const std::string& name, Number value) { constants_[name] = value; }

private:
    std::map<std::string, Keys> functions_;
    std::map<std::string, Number> constants_;
};

class Counterexample {
public:
    // The finding has to have one.
    explicit Counterexample(const Finding& finding);

    // All places that are mentioned: far from what breaks, their values are arbitrary.
    [[nodiscard]] const Points& mentioned() const { return mentioned_; }
    // Those on which it depends that the assumptions hold and the goal does not: of a choice only the side
    // that is chosen, of a condition that fails one reason.
    [[nodiscard]] const Points& relevant() const { return relevant_; }
    // The formulas that are true of it, instances of the invariants apart.
    [[nodiscard]] std::span<const Term> formulas() const { return formulas_; }
    [[nodiscard]] Number value(Term term) const { return model_.evaluate(term); }
    // The prefix of the state's functions.
    [[nodiscard]] const std::string& prefix() const { return prefix_; }
    // Where it is, as the finding says.
    [[nodiscard]] std::string_view where() const { return where_; }

private:
    void visit(Term term, std::unordered_set<Term>& seen, Points& points, bool all);
    void note(Term term, Points& points);

    const smt::Model& model_;
    smt::Substitution evaluate_;
    std::string prefix_;  // of the state that it is about
    unsigned levels_ = 0; // that visit() has gone up
    std::span<const Term> formulas_;
    std::string_view where_;
    Points mentioned_, relevant_;
};

// Counterexamples to the same claim with fewer partitions: with root as the current one, or a child of
// root's. Less of such a state lies where the invariants are not instantiated. Those that a solver finds
// quickly.
[[nodiscard]] std::vector<Finding> closer_to_root(const Finding& finding);

} // namespace pepin::proof
