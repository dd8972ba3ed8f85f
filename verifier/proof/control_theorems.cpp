// The theorems about control (spec/control.hpp), of each entry that passes it, in any state.
#include "proof/theorems.hpp"
#include "spec/control.hpp"

namespace pepin::proof {

namespace {

using Assumptions = spec::Checks<Symbolic>;
using Passage = spec::Passage<Symbolic>;
using Delivery = spec::Delivery<Symbolic>;

[[nodiscard]] Word argument(unsigned which) { return Word{smt::constant("argument_" + std::to_string(which), word_width)}; }
[[nodiscard]] Word narrow(const char* name, unsigned bits) { return Word{widened(smt::constant(name, bits))}; }
// What the entry code passes: interrupt lines and vectors.
[[nodiscard]] Word vector() { return narrow("vector_0", 8); }

void claim_passage(const State& before, const State& after, Collector& claim, const Passage& passage) {
    spec::claim_choice(before, after, claim, passage);
    spec::claim_truth(before, after, claim, passage);
    spec::claim_record_stays(before, after, claim, passage, narrow("number_0", number_bits), narrow("word_of_record", Architecture::page_bits - 2));
}

[[nodiscard]] Promises claims_of_yield() {
    const State before = any_state();
    State after = before;
    spec::yield<Symbolic>(after, argument(0), argument(1), argument(2), argument(3), argument(4));
    Collector claim{smt::truth(true)};
    claim_passage(before, after, claim, spec::passage_by_yield(before, argument(0) == 0, argument(1), argument(2)));
    return {claim.take(), {}};
}

// Any event of which what is claimed of deliveries is true.
[[nodiscard]] Promises claims_of_event() {
    const State before = any_state();
    State after = before;
    const Delivery delivery{true, narrow("partition", number_bits), {argument(0), argument(1), argument(2), argument(3), argument(4), narrow("word_0", Architecture::page_bits - 2), argument(5)},
                            narrow("named by a child", 1)};
    Collector known{smt::truth(true)};
    spec::claim_delivery(before, known, delivery);
    for (const Claim& claim : known.take()) Assumptions::assumptions.push_back(claim.formula);
    spec::deliver(after, delivery);
    Collector claim{smt::truth(true)};
    claim_passage(before, after, claim, spec::passage_by_event(before, delivery));
    return {claim.take(), {}};
}

// Who takes what is the same whatever it means that one can be entered, or is guarded.
[[nodiscard]] Promises claims_of_delivery(const std::function<Delivery(const State&)>& delivery) {
    const ByName by_name;
    const State before = any_state();
    Assumptions::assumptions.push_back(spec::way_up_ends(before).term());
    Collector claim{smt::truth(true)};
    const Delivery found = delivery(before);
    spec::claim_delivery(before, claim, found);
    // Who takes it is one of three, which have little in common.
    std::vector<Term> cases;
    for (Term target = found.target.term(); target.operation() == smt::Operation::if_then_else; target = target.operands()[2]) cases.push_back(target.operands()[0]);
    const Word parent = before.parent(before.current);
    for (const Bool& own : {spec::can_be_entered(before, parent, found.event.entry, Word{0}), spec::takes_double_fault_of(before, before.current), spec::is_guarded(before, parent)}) cases.push_back(own.term());
    return {claim.take(), cases};
}

[[nodiscard]] Promises claims_of_way_up() {
    const ByName by_name;
    Collector claim{smt::truth(true)};
    spec::claim_way_up(any_state(), claim, argument(0));
    return {claim.take(), {}};
}

[[nodiscard]] Delivery fault(const State& before) { return spec::delivery_of_fault<Symbolic>(before, vector(), argument(0), argument(1)); }

[[nodiscard]] Promises claims_of_fault() {
    const ByName by_name;
    const State before = any_state();
    Collector claim{smt::truth(true)};
    spec::claim_fault_is_taken(before, claim, fault(before).taken);
    return {claim.take(), {}};
}

} // namespace

const std::vector<Theorem>& control_theorems() {
    const auto of = [](Delivery (*delivery)(const State&)) { return [delivery] { return claims_of_delivery(delivery); }; };
    static const std::vector<Theorem> all{
        {"control: yield", claims_of_yield},
        {"control: any event", claims_of_event},
        {"control: fault", of(fault)},
        {"control: int n", of([](const State& s) { return spec::delivery_to_ancestor(s, spec::event_of_software_interrupt<Symbolic>(vector()), PIP_OPEN_TO_CHILDREN); })},
        {"control: int n of root", of([](const State& s) {
             return spec::delivery_to_itself(s, spec::event_of_software_interrupt<Symbolic>(vector()));
         })},
        {"control: interrupt", of([](const State& s) { return spec::delivery_of_interrupt(s, vector()); })},
        {"control: the way up", claims_of_way_up},
        {"control: never stuck", claims_of_fault},
    };
    return all;
}

std::vector<Obligation> obligations_of(const Theorem& theorem, unsigned rounds, Instances& instances) {
    Assumptions::assumptions.clear();
    Symbolic::demands.clear();
    const auto [goals, cases] = theorem.promises();
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
