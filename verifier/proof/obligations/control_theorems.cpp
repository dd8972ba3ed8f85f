// The theorems about control (spec/control.hpp), of each entry that passes it, in any state.
#include "proof/model/anything.hpp"
#include "proof/obligations/theorems.hpp"
#include "spec/control_events.hpp"

namespace pepin::proof {

namespace {

using Passage = spec::Passage<Symbolic>;
using Delivery = spec::Delivery<Symbolic>;
using Event = spec::Event<Symbolic>;

// What the entry code passes: interrupt lines and vectors.
[[nodiscard]] Word vector() { return narrow("vector_0", 8); }

// What is claimed of every passage, in parts that are proved apart.
struct Part {
    const char* name;
    void (*claims)(const State& before, const State& after, Collector&, const Passage&);
    // What says nothing of yields, and nothing of events.
    std::vector<std::string> void_of_yields, void_of_events;
};
const std::vector<Part>& parts() {
    static const std::vector<Part> all{
        {"choice",
         spec::claim_choice<Symbolic, Collector>,
         {"who names entries of his own is root", "nobody else names entries of his own"},
         {"a parent names entries of its child", "an entry that the parent names is open to it"}},
        {"saved", spec::claim_saved<Symbolic, Collector>, {}, {}},
        {"told",
         spec::claim_truth<Symbolic, Collector>,
         {"level 0 is oneself", "an interrupt comes from the kernel", "an event of one's own is called that",
          "a sender that stands for another is the child above it"},
         {"what comes from above comes from the parent", "a parent is the parent"}},
        {"the rest",
         [](const State& before, const State& after, Collector& claim, const Passage& passage) {
             spec::claim_record_stays(before, after, claim, passage, any_frame(), any_word());
             spec::claim_rest_stays(before, after, claim, passage, any_frame(), any_word());
         },
         {},
         {}},
    };
    return all;
}

[[nodiscard]] Promises claims_of_yield(const Part& part) {
    const State before = any_state();
    State after = before;
    spec::yield<Symbolic>(after, argument(0), argument(1), argument(2), argument(3), argument(4));
    Collector claim{smt::truth(true)};
    part.claims(before, after, claim,
                spec::passage_by_yield(before, argument(0) == 0, argument(1), argument(2), argument(4)));
    return {claim.take(), {}, part.void_of_yields};
}

// Any event of which what is claimed of deliveries is true.
[[nodiscard]] Promises claims_of_event(const Part& part) {
    const State before = any_state();
    State after = before;
    const Delivery delivery{true,
                            narrow("partition", number_bits),
                            {argument(0), argument(1), argument(2), argument(3), argument(4),
                             narrow("word_0", Architecture::page_bits - spec::word_shift), argument(5)},
                            narrow("named by", 3)};
    Collector known{smt::truth(true)};
    spec::claim_delivery(before, known, delivery);
    for (const Claim& claim : known.take()) assume(Bool{claim.formula});
    spec::deliver(after, delivery);
    Collector claim{smt::truth(true)};
    part.claims(before, after, claim, spec::passage_by_event(before, delivery));
    return {claim.take(), {}, part.void_of_events};
}

// Every step that passes no control.
[[nodiscard]] Promises claims_of_other(const Step& step) {
    const State before = any_state();
    State after = before;
    step.run(after);
    Collector claim{smt::truth(true)};
    spec::claim_no_passage(before, after, claim, any_frame(), any_word());
    return {claim.take(), {}};
}

// One kind of event: what becomes of it, and what is claimed of that besides.
struct Kind {
    Delivery (*delivery)(const State&);
    void (*claims)(const State&, Collector&, const Delivery&);
    std::vector<std::string> void_claims; // what says nothing of this kind
};

// Who takes what is the same whatever it means that one can be entered, or is guarded.
[[nodiscard]] Promises claims_of_delivery(const Kind& kind) {
    const ByName by_name;
    const State before = any_state();
    assume(spec::way_up_ends(before));
    Collector claim{smt::truth(true)};
    const Delivery found = kind.delivery(before);
    spec::claim_delivery(before, claim, found);
    kind.claims(before, claim, found);
    // Who takes it is one of three, which have little in common.
    std::vector<Term> cases;
    for (Term target = found.target.term(); target.operation() == smt::Operation::if_then_else;
         target = target.operands()[2])
        cases.push_back(target.operands()[0]);
    const Word parent = before.parent(before.current);
    for (const Bool& own :
         {spec::can_be_entered(before, parent, found.event.entry, Word{0}),
          spec::takes_double_fault_of(before, before.current), spec::is_guarded(before, parent)})
        cases.push_back(own.term());
    return {claim.take(), cases, kind.void_claims};
}

[[nodiscard]] Promises claims_of_way_up() {
    const ByName by_name;
    Collector claim{smt::truth(true)};
    spec::claim_way_up(any_state(), claim, argument(0));
    return {claim.take(), {}};
}

[[nodiscard]] Delivery fault(const State& before) {
    return spec::delivery_of_fault<Symbolic>(before, vector(), argument(0), argument(1));
}

// What is asked of the parent, and of root itself by root.
[[nodiscard]] Event software_interrupt() { return spec::event_of_software_interrupt<Symbolic>(vector()); }
[[nodiscard]] Event foreign_call() { return spec::event_of_call<Symbolic>(argument(0)); }
[[nodiscard]] Delivery to_ancestor(const State& before, const Event& event) {
    return spec::delivery_to_ancestor(before, event, spec::named_by::child);
}

[[nodiscard]] Promises claims_of_fault() {
    const ByName by_name;
    const State before = any_state();
    Collector claim{smt::truth(true)};
    spec::claim_fault_is_taken(before, claim, fault(before).taken);
    return {claim.take(), {}};
}

[[nodiscard]] std::vector<Theorem> all_theorems() {
    const auto of = [](Kind kind) { return [kind] { return claims_of_delivery(kind); }; };
    const std::string by_kernel = "an interrupt comes from the kernel",
                      by_itself = "an event of one's own is called that",
                      by_child = "at level 1 the sender is who was current",
                      from_below = "further down the sender is the child above it";
    std::vector<Theorem> all;
    for (const Part& part : parts()) {
        all.push_back(
            {std::string{"control: yield, "} + part.name, [&part] { return claims_of_yield(part); }});
        all.push_back(
            {std::string{"control: any event, "} + part.name, [&part] { return claims_of_event(part); }});
    }
    all.insert(all.end(),
               {
                   {"control: fault", of({fault,
                                          [](const State& s, Collector& claim, const Delivery& delivery) {
                                              spec::claim_fault(s, claim, delivery, vector(), argument(0),
                                                                argument(1));
                                          },
                                          {by_kernel}})},
                   {"control: int n", of({[](const State& s) { return to_ancestor(s, software_interrupt()); },
                                          [](const State& s, Collector& claim, const Delivery& delivery) {
                                              spec::claim_software_interrupt(s, claim, delivery, vector());
                                          },
                                          {by_kernel}})},
                   {"control: int n of root",
                    of({[](const State& s) { return spec::delivery_to_itself(s, software_interrupt()); },
                        [](const State& s, Collector& claim, const Delivery& delivery) {
                            spec::claim_own_interrupt(s, claim, delivery, vector());
                        },
                        {by_kernel, by_child, from_below}})},
                   {"control: interrupt",
                    of({[](const State& s) { return spec::delivery_of_interrupt(s, vector()); },
                        [](const State& s, Collector& claim, const Delivery& delivery) {
                            spec::claim_interrupt(s, claim, delivery, vector());
                        },
                        {by_itself, by_child, from_below}})},
                   {"control: the way up", claims_of_way_up},
                   {"control: never stuck", claims_of_fault},
               });
    if (Architecture::foreign_call != 0)
        all.insert(
            all.end(),
            {
                {"control: foreign call", of({[](const State& s) { return to_ancestor(s, foreign_call()); },
                                              [](const State& s, Collector& claim, const Delivery& delivery) {
                                                  spec::claim_foreign_call(s, claim, delivery, argument(0));
                                              },
                                              {by_kernel}})},
                {"control: foreign call of root",
                 of({[](const State& s) { return spec::delivery_to_itself(s, foreign_call()); },
                     [](const State& s, Collector& claim, const Delivery& delivery) {
                         spec::claim_own_call(s, claim, delivery, argument(0));
                     },
                     {by_kernel, by_child, from_below}})},
            });
    for (const Step& step : steps())
        if (!step.passes_control())
            all.push_back({"control: none in " + step.name, [&step] { return claims_of_other(step); }});
    return all;
}

} // namespace

const std::vector<Theorem>& control_theorems() {
    static const std::vector<Theorem> all = all_theorems();
    return all;
}

} // namespace pepin::proof
