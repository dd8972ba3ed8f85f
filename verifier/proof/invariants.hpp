// The invariants as formulas: which there are, and their instances at the terms that a proof is about.
#pragma once

#include <array>
#include <string>

#include "proof/symbolic.hpp"
#include "spec/isolation.hpp"
#include "spec/state.hpp"

namespace pepin::proof {

using State = spec::State<Symbolic>;

// Any state: each function uninterpreted.
[[nodiscard]] State any_state();

// What a group of invariants is about, and how many words name one such thing.
struct Group {
    enum class Subject { kernel, depth, frame, partition, tables, page, mapping } subject;
    const char* name;
    unsigned keys;
};
inline constexpr std::array<Group, 7> groups{{
    {Group::Subject::kernel, "kernel", 0},
    {Group::Subject::depth, "depth", 1},
    {Group::Subject::frame, "frame", 1},
    {Group::Subject::partition, "partition", 1},
    {Group::Subject::tables, "tables", 2},
    {Group::Subject::page, "page", 2},
    {Group::Subject::mapping, "mapping", 2},
}};

struct Claim {
    std::string name;
    Term formula;
};

// All claims of a group about one thing.
[[nodiscard]] std::vector<Claim> claims(const Group& group, const State& state, const Key& key);

// The invariants, as far as they are about what was read; then about what those instances read, and so on, `rounds` times. With the facts
// about counts of everything read.
[[nodiscard]] std::vector<Term> instances(const State& state, Reads reads, unsigned rounds);

// Collects what the specification claims.
class Collector {
public:
    // What holds under this condition is claimed.
    explicit Collector(Term condition = smt::truth(true)) : condition_{condition} {}
    void equal(const char* name, const Bool& hypothesis, const Word& actual, const Word& expected) { add(name, hypothesis, actual == expected); }
    void holds(const char* name, const Bool& hypothesis, const Bool& truth) { add(name, hypothesis, truth); }
    [[nodiscard]] std::vector<Claim> take() { return std::move(claims_); }

private:
    void add(const char* name, const Bool& hypothesis, const Bool& conclusion) {
        const Term formula = smt::implies(condition_ & hypothesis.term(), conclusion.term());
        if (!formula.is_true()) claims_.push_back({name, formula});
    }

    Term condition_;
    std::vector<Claim> claims_;
};

} // namespace pepin::proof
