// The invariants as formulas: which there are, and their instances at the terms that a proof is about.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>

#include "proof/model/symbolic.hpp"
#include "spec/isolation.hpp"
#include "spec/state.hpp"

namespace pepin::proof {

using State = spec::State<Symbolic>;

// Any state: each function uninterpreted. Its constants and functions have names with this prefix, which is
// empty or ends with a dot: states of different prefixes have nothing to do with each other.
[[nodiscard]] State any_state(std::string_view prefix = {});

// What a group of invariants is about.
struct Group {
    enum class Subject { kernel, depth, frame, partition, tables, page, mapping } subject;
    std::string name;
    std::vector<unsigned> key_bits; // of each word that names one
    spec::Level level = 0;          // of tables

    bool operator==(const Group& other) const { return name == other.name; }
};
// Each subject once, and tables once for each level below the root.
[[nodiscard]] const std::vector<Group>& groups();

struct Claim {
    std::string name;
    Term formula;
    Term hypothesis = smt::truth(true); // under which the formula says something
};

// All claims of a group about one thing.
[[nodiscard]] std::vector<Claim> claims(const Group& group, const State& state, const Key& key);

// What the invariants say about the states that formulas speak of. They are instantiated at the places where
// the formulas read a state; then at the places that those instances read; and so on, `rounds` times.
class Instances {
public:
    // Those that were not yet given since forget().
    [[nodiscard]] std::vector<Term> about(std::span<const Term> formulas, unsigned rounds);
    void forget();
    // What a prefix stands for, where it is not any_state(prefix).
    void know(const std::string& prefix, const State& state) { states_.try_emplace(prefix, state); }

private:
    void instantiate(std::string_view prefix, const Group& group, const Key& key, std::vector<Term>& facts);
    void scan(Term term, bool invariants, std::vector<Term>& facts);

    struct Thing {
        std::string prefix;
        const Group* group;
        Key key;
        bool operator==(const Thing&) const = default;
    };
    struct ThingHash {
        [[nodiscard]] std::size_t operator()(const Thing& thing) const;
    };
    std::unordered_map<Thing, std::vector<Term>, ThingHash> known_; // from one call to the next
    std::unordered_map<std::string, State> states_;
    std::unordered_set<Thing, ThingHash> done_;
    std::unordered_set<Term> seen_, counted_; // by scans with and without invariants
};

// Collects what the specification claims.
class Collector {
public:
    // What holds under this condition is claimed.
    explicit Collector(Term condition = smt::truth(true)) : condition_{condition} {}
    void equal(const char* name, const Bool& hypothesis, const Word& actual, const Word& expected) {
        add(name, hypothesis, actual == expected);
    }
    void holds(const char* name, const Bool& hypothesis, const Bool& truth) { add(name, hypothesis, truth); }
    [[nodiscard]] std::vector<Claim> take() { return std::move(claims_); }

private:
    void add(const char* name, const Bool& hypothesis, const Bool& conclusion) {
        const Term formula = smt::implies(condition_ & hypothesis.term(), conclusion.term());
        const Term given = condition_ & hypothesis.term();
        // What is plainly so needs no proof; what is plainly said of nothing says nothing, which is to be
        // seen.
        if (!formula.is_true() || given.is_false()) claims_.push_back({name, formula, given});
    }

    Term condition_;
    std::vector<Claim> claims_;
};

} // namespace pepin::proof
