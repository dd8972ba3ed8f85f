// The theorems about control (spec/control.hpp), of each entry that passes it, in any state.
#include "proof/theorems.hpp"
#include "spec/control.hpp"

namespace pepin::proof {

namespace {

using Assumptions = spec::Checks<Symbolic>;
using Passage = spec::Passage<Symbolic>;

[[nodiscard]] Word argument(unsigned which) { return Word{smt::constant("argument_" + std::to_string(which), word_width)}; }
[[nodiscard]] Word narrow(const char* name, unsigned bits) { return Word{widened(smt::constant(name, bits))}; }
// What the entry code passes: interrupt lines and vectors.
[[nodiscard]] Word vector() { return narrow("vector_0", 8); }
void assume(const Bool& condition) { Assumptions::assumptions.push_back(condition.term()); }
[[nodiscard]] Word constant(std::uint32_t value) { return Word{value}; }

[[nodiscard]] Passage yield(const State& before, State& after) {
    spec::yield<Symbolic>(after, argument(0), argument(1), argument(2), argument(3), argument(4));
    return spec::passage_by_yield(before, argument(0) == 0, argument(1), argument(2));
}

[[nodiscard]] Passage fault(const State& before, State& after) {
    assume(spec::way_up_ends(before));
    assume(spec::forward_fault<Symbolic>(after, vector(), argument(0), argument(1)) == 1);
    return spec::passage_by_event(before, spec::entry_of_fault(before, after.current, vector()), constant(0), constant(PIP_EVENT_CAUSE_FAULT));
}

[[nodiscard]] Passage software_interrupt(const State& before, State& after) {
    assume(spec::way_up_ends(before));
    assume(spec::forward_software_interrupt<Symbolic>(after, vector()) == 1);
    const Word parent = before.parent(before.current);
    const Bool by_root = before.current == before.root;
    const Bool at_once = !by_root && after.current == parent && spec::can_be_entered(before, parent, vector(), PIP_OPEN_TO_CHILDREN);
    return spec::passage_by_event(before, Symbolic::choose(by_root || at_once, vector(), constant(PIP_VIDT_DOUBLE_FAULT)),
                                  Symbolic::choose(at_once, constant(PIP_OPEN_TO_CHILDREN), constant(0)), constant(PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT));
}

[[nodiscard]] Passage interrupt(const State& before, State& after) {
    assume(spec::forward_interrupt<Symbolic>(after, vector()) == 1);
    return spec::passage_by_event(before, vector() + Architecture::first_interrupt, constant(0), constant(PIP_EVENT_CAUSE_INTERRUPT));
}

// An event arrives at the entry that is meant for it, or as a double fault: two cases that have little in common.
[[nodiscard]] std::vector<Claim> claims_of(Passage (*pass)(const State&, State&), std::vector<Term>& cases) {
    const State before = any_state();
    State after = before;
    const Passage passage = pass(before, after);
    if (const Term entry = passage.entry.term(); entry.operation() == smt::Operation::if_then_else) cases.push_back(entry.operands()[0]);
    Collector claim{smt::truth(true)};
    spec::claim_choice(before, after, claim, passage);
    spec::claim_truth(before, after, claim, passage);
    spec::claim_record_stays(before, after, claim, passage, narrow("number_0", number_bits), narrow("word_of_record", Architecture::page_bits - 2));
    return claim.take();
}

[[nodiscard]] std::vector<Claim> claims_of_way_up(std::vector<Term>&) {
    Collector claim{smt::truth(true)};
    spec::claim_way_up(any_state(), claim, argument(0));
    return claim.take();
}

[[nodiscard]] std::vector<Claim> claims_of_fault(std::vector<Term>&) {
    const State before = any_state();
    State after = before;
    const Word answer = spec::forward_fault<Symbolic>(after, vector(), argument(0), argument(1));
    Collector claim{smt::truth(true)};
    spec::claim_fault_is_taken(before, claim, answer);
    return claim.take();
}

} // namespace

const std::vector<Theorem>& control_theorems() {
    static const std::vector<Theorem> all{
        {"control: yield", [](std::vector<Term>& cases) { return claims_of(yield, cases); }},
        {"control: fault", [](std::vector<Term>& cases) { return claims_of(fault, cases); }},
        {"control: int n", [](std::vector<Term>& cases) { return claims_of(software_interrupt, cases); }},
        {"control: interrupt", [](std::vector<Term>& cases) { return claims_of(interrupt, cases); }},
        {"control: the way up", claims_of_way_up},
        {"control: never stuck", claims_of_fault},
    };
    return all;
}

std::vector<Obligation> obligations_of(const Theorem& theorem, unsigned rounds, Instances& instances) {
    Assumptions::assumptions.clear();
    Symbolic::demands.clear();
    std::vector<Term> cases;
    const std::vector<Claim> goals = theorem.claims(cases);
    std::vector<Term> about = Assumptions::assumptions;
    for (const Claim& goal : goals) about.push_back(goal.formula);
    instances.forget();
    Obligation shared{theorem.name, "theorem", {}, {}, Assumptions::assumptions, instances.about(about, rounds), {}, cases};
    std::vector<Obligation> obligations;
    for (const Claim& goal : goals) {
        shared.claim = goal.name;
        shared.goal = goal.formula;
        obligations.push_back(shared);
    }
    return obligations;
}

} // namespace pepin::proof
