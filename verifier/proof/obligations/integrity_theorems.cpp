// The theorems about what a step changes (spec/integrity.hpp), of each step of the state machine, in any
// state.
#include <algorithm>

#include "proof/model/anything.hpp"
#include "proof/obligations/theorems.hpp"
#include "spec/integrity.hpp"
#include "spec/services_supervision.hpp"

namespace pepin::proof {

namespace {

// The current partition and its descendants: a set of which nothing is known but what below_axioms() says.
[[nodiscard]] Bool below(const Word& partition) {
    return Bool{smt::Function{"below", {number_bits}, 1}(frame_number(partition))};
}

[[nodiscard]] std::vector<Term> below_axioms(Term application) {
    if (application.operation() != smt::Operation::apply || application.name() != "parent") return {};
    const State s = any_state();
    const Word partition{widened(application.operands()[0])}, parent = s.parent(partition);
    const Bool is_partition = s.kind(partition) == spec::kind::descriptor;
    return {below(s.current).term(),
            (!(is_partition && partition != s.root && below(parent)) || below(partition)).term(),
            (!(is_partition && partition != s.current && below(partition)) ||
             (below(parent) && partition != s.root))
                .term()};
}

using Claims = void (*)(const Step&, const State& before, const State& after, Collector&);

void claims_of_kinds(const Step&, const State& before, const State& after, Collector& claim) {
    spec::claim_about_kinds(before, after, claim, below, any_frame(), any_word());
}
void claims_of_scope(const Step&, const State& before, const State& after, Collector& claim) {
    spec::claim_about_scope(before, after, claim, below, any_partition(), any_page(), any_slot());
}
void claims_of_birth(const Step&, const State& before, const State& after, Collector& claim) {
    spec::claim_about_birth(before, after, claim, any_partition(), any_page(), any_slot());
}
void claims_of_strangers(const Step& step, const State& before, const State& after, Collector& claim) {
    const Word x = any_partition(), frame = before.frame(x, any_page());
    // What `who shares a frame` proves, of the members that a step changes something for.
    for (const Word& y : {before.current, before.parent(before.owner(frame))})
        assume(spec::shared_is_kin(before, below, y, x, frame));
    const Bool entered =
        step.entry ? spec::is_entered_by(before, after.current, *step.entry, frame) : Bool{false};
    spec::claim_about_strangers(before, after, claim, !below(x) && !spec::is_above(before, x), entered, x,
                                any_page(), any_word());
}

[[nodiscard]] Promises claims_of_step(const Step& step, Claims claims) {
    const State before = any_state();
    State after = before;
    step.run(after);
    if (step.victim) assume(below(*step.victim));
    Collector claim{smt::truth(true)};
    claims(step, before, after, claim);
    std::vector<Claim> goals = claim.take();
    // Who makes configuration, who takes it down, and who bears partitions; of the others it is shown that
    // they do not.
    const auto is_one_of = [&](std::initializer_list<std::string_view> names) {
        return std::ranges::find(names, step.name) != names.end();
    };
    const bool makes = is_one_of({"create_partition", "prepare"}),
               takes_down = is_one_of({"collect", "delete_partition: retire"}) ||
                            step.name.starts_with("delete_partition: tables");
    const bool bears = is_one_of({"create_partition"});
    std::vector<std::string> void_claims;
    for (const Claim& goal : goals)
        if ((!makes && goal.name.starts_with("what becomes configuration")) ||
            (!takes_down && goal.name.starts_with("what ceases to be configuration")) ||
            (!bears && goal.name.find("who is born") != goal.name.npos))
            void_claims.push_back(goal.name);
    return {std::move(goals), {}, std::move(void_claims)};
}

[[nodiscard]] Promises claims_of_sharing() {
    Collector claim{smt::truth(true)};
    const State s = any_state();
    const Word depth = narrow("any depth", word_width), member = narrow("member", number_bits),
               x = any_partition(), frame = any_frame();
    spec::claim_about_sharing(s, claim, below, depth, member, x, frame);
    std::vector<Term> about;
    for (const Word& p : {member, x, s.chain(depth), s.current}) {
        const Word page = s.page_at(p, frame);
        about.insert(about.end(), {s.frame(p, page).term(), s.frame(s.parent(p), s.origin(p, page)).term()});
    }
    return {claim.take(), {}, {}, about};
}
[[nodiscard]] Promises claims_of_descent() {
    Collector claim{smt::truth(true)};
    spec::claim_about_descent(any_state(), claim, below, narrow("named child", number_bits), any_partition());
    return {claim.take(), {}};
}

[[nodiscard]] Promises claims_of_right() {
    Collector claim{smt::truth(true)};
    spec::claim_about_right(any_state(), claim, narrow("any depth", word_width), narrow("any port", 16));
    return {claim.take(), {}};
}
// One kind of access to ports.
[[nodiscard]] Promises claims_of_access(std::uint32_t width, bool is_output, bool of_address) {
    const Word port = argument(0), value = argument(1);
    const State before = any_state();
    State after = before;
    if (of_address)
        spec::out_address<Symbolic>(after, port, value);
    else if (is_output)
        spec::port_out<Symbolic>(after, port, width, value);
    else
        spec::port_in<Symbolic>(after, port, width);
    Collector claim{smt::truth(true)};
    spec::claim_about_access(before, after, claim, width, Bool{is_output});
    // Nothing is written by who reads.
    if (is_output) return {claim.take(), {}};
    return {claim.take(),
            {},
            {"what is written was judged, where it is written",
             "what is written was judged, as wide as it is written", "what is written is what was judged",
             "what is refused by the board is not written"}};
}

// One thing that root asks of the machine.
[[nodiscard]] Promises claims_of_request(std::uint32_t asked) {
    const State before = any_state();
    State after = before;
    if (asked == spec::request::set_line)
        spec::set_line<Symbolic>(after, argument(0), argument(1));
    else
        spec::set_timer<Symbolic>(after, argument(0), argument(1));
    Collector claim{smt::truth(true)};
    spec::claim_about_request(before, after, claim, asked);
    if (asked == spec::request::set_line) return {claim.take(), {}};
    return {claim.take(), {}, {"a line that is masked or not is one"}};
}

[[nodiscard]] std::vector<Theorem> all_theorems() {
    std::vector<Theorem> all{{"integrity: who shares a frame", claims_of_sharing, below_axioms},
                             {"integrity: the way down", claims_of_descent, below_axioms}};
    all.push_back({"integrity: a right to a port", claims_of_right});
    for (const std::uint32_t width : {1U, 2U, 4U})
        for (const bool is_output : {false, true})
            all.push_back({"integrity: " + std::to_string(width) +
                               (is_output ? " bytes to a port" : " bytes from a port"),
                           [=] { return claims_of_access(width, is_output, false); }});
    all.push_back({"integrity: an address to a port", [] { return claims_of_access(4, true, true); }});
    all.push_back({"integrity: what set_line asks of the machine",
                   [] { return claims_of_request(spec::request::set_line); }});
    all.push_back({"integrity: what set_timer asks of the machine",
                   [] { return claims_of_request(spec::request::set_timer); }});
    struct Part {
        const char* name;
        Claims claims;
    };
    static constexpr std::array parts{Part{"kinds of ", claims_of_kinds}, Part{"scope of ", claims_of_scope},
                                      Part{"birth by ", claims_of_birth},
                                      Part{"strangers to ", claims_of_strangers}};
    for (const Step& step : steps())
        for (const Part& part : parts)
            all.push_back({"integrity: " + std::string{part.name} + step.name,
                           [&step, &part] { return claims_of_step(step, part.claims); }, below_axioms});
    return all;
}

} // namespace

const std::vector<Theorem>& integrity_theorems() {
    static const std::vector<Theorem> all = all_theorems();
    return all;
}

} // namespace pepin::proof
