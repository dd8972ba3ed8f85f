// The theorems about what a partition learns (spec/confidentiality.hpp): each step is made in two states that agree in a partition's view.
#include "proof/agreement.hpp"
#include "proof/theorems.hpp"
#include "spec/confidentiality.hpp"
#include "spec/services_ports.hpp"

namespace pepin::proof {

namespace {

using Assumptions = spec::Checks<Symbolic>;

[[nodiscard]] Word argument(unsigned which) { return Word{smt::constant("argument_" + std::to_string(which), word_width)}; }
[[nodiscard]] Word narrow(const char* name, unsigned bits) { return Word{widened(smt::constant(name, bits))}; }
[[nodiscard]] Word any_partition() { return narrow("any partition", number_bits); }
[[nodiscard]] Word any_frame() { return narrow("any frame", number_bits); }
[[nodiscard]] Word any_page() { return narrow("any page", page_number_bits); }

void assume(const Bool& condition) { Assumptions::assumptions.push_back(condition.term()); }

// Two states that agree, and what becomes of them.
struct Two {
    Agreement agreement;
    State one, other, one_after, other_after;

    Two(Agreement which, bool same_runs) : agreement{std::move(which)}, one{any_state()}, other{agreement.other(same_runs)}, one_after{one}, other_after{other} {
        const Word x = any_partition();
        // What the view says of registers that are loaded when they are used, of all that a claim is about.
        for (const Word& p : {x, one.current}) {
            const Bool member = agreement.within(p);
            assume(!member || spec::floating_point_of(one, p) == spec::floating_point_of(other, p));
            if constexpr (Architecture::has_thread_register) assume(!member || spec::thread_register_of(one, p) == spec::thread_register_of(other, p));
        }
    }

    // The states after agree: about members, visible frames but those of `written`, and who runs, if it is a member.
    [[nodiscard]] Promises agree(const std::function<Bool(const Word& frame)>& written = {}) const {
        const Word x = any_partition(), frame = any_frame(), word = narrow("any word", Architecture::page_bits - 2), page = any_page();
        const Bool member = is_member(x);
        const auto same_kind = one_after.kind(x) == other_after.kind(x);
        Collector claim{smt::truth(true)};
        spec::claim_same_partition(one_after, other_after, claim, member, x == Agreement::top(), x, page, narrow("any index", index_bits), narrow("any slot", 3));
        spec::claim_same_frame(one_after, other_after, claim, agreement.visible(frame) && !(written ? written(frame) : Bool{false}), Agreement::top(), frame, word);
        spec::claim_same_registers(one_after, other_after, claim, agreement.within(one_after.current));
        claim.holds("members are the same", member, same_kind);
        claim.holds("children of members are members", one_after.kind(x) == spec::kind::descriptor && x != one.root && is_member(one_after.parent(x)), member);
        claim.holds("what members map is visible", member, agreement.visible(one_after.frame(x, page)));
        for (const Word& own : {x, one_after.mmu(x), one_after.shadow1(x), one_after.shadow2(x), one_after.private_frame(x)}) claim.holds("what configures members is visible", member, agreement.visible(own));
        return {claim.take(), {}, {}, {}, {{std::string{Agreement::prefix}, other}}};
    }
    [[nodiscard]] Bool is_member(const Word& p) const { return spec::is_member_after(one, one_after, agreement.within(p), p); }
};

// A step of a member.
[[nodiscard]] Promises claims_of_step(const Step& step) {
    std::vector<Word> members{any_state().current};
    if (step.victim) members.push_back(*step.victim); // `integrity: the way down`
    Two two{Agreement{members}, true};
    step.run(two.one_after);
    step.run(two.other_after);
    return two.agree();
}

// A service's answer to a member.
struct Service {
    const char* name;
    std::function<spec::Outcome<Symbolic>(State&)> call;
};
[[nodiscard]] const std::vector<Service>& services() {
    const auto a = argument;
    static const std::vector<Service> all{
        {"create_partition", [=](State& s) { return spec::create_partition<Symbolic>(s, a(0), a(1), a(2), a(3), a(4)); }},
        {"count_to_map", [=](State& s) { return spec::count_to_map<Symbolic>(s, a(0), a(1)); }},
        {"prepare", [=](State& s) { return spec::prepare<Symbolic>(s, a(0), a(1), a(2)); }},
        {"add_vaddr", [=](State& s) { return spec::add_vaddr<Symbolic>(s, a(0), a(1), a(2), a(3), a(4), a(5)); }},
        {"remove_vaddr", [=](State& s) { return spec::remove_vaddr<Symbolic>(s, a(0), a(1)); }},
        {"mapped_in_child", [=](State& s) { return spec::mapped_in_child<Symbolic>(s, a(0)); }},
        {"collect", [=](State& s) { return spec::collect<Symbolic>(s, a(0), a(1)); }},
        {"get_int_state", [=](State& s) { return spec::get_int_state<Symbolic>(s, a(0)); }},
        {"set_ports", [=](State& s) { return spec::set_ports<Symbolic>(s, a(0), a(1), a(2), a(3)); }},
        {"delete_partition", [=](State& s) {
             Assumptions checks;
             static_cast<void>(spec::require_child_even_dying(s, checks, a(0)));
             return checks.outcome(Word{1});
         }},
        {"yield", [=](State& s) { return spec::yield<Symbolic>(s, a(0), a(1), a(2), a(3), a(4)); }},
    };
    return all;
}

class Evaluating {
public:
    Evaluating() { Assumptions::mode = Assumptions::Mode::evaluate; }
    ~Evaluating() { Assumptions::mode = Assumptions::Mode::assume; }
    Evaluating(const Evaluating&) = delete;
    Evaluating& operator=(const Evaluating&) = delete;
};

[[nodiscard]] Promises claims_of_answer(const Service& service) {
    const Evaluating all_ways;
    Two two{Agreement{{any_state().current}}, true};
    Collector claim{smt::truth(true)};
    const auto one = service.call(two.one_after), other = service.call(two.other_after);
    // What `top` learns from its parent by yield is the parent's to decide.
    const Bool asks_parent = std::string_view{service.name} == "yield" && argument(0) == 0 && two.one.current == Agreement::top();
    spec::claim_same_answer(one, other, claim, !asks_parent);
    return {claim.take(), {}, {}, {}, {{std::string{Agreement::prefix}, two.other}}};
}

[[nodiscard]] std::vector<Theorem> all_theorems() {
    std::vector<Theorem> all;
    for (const Step& step : steps())
        if (!step.passes_control()) all.push_back({"confidentiality: " + step.name, [&step] { return claims_of_step(step); }, Agreement::axioms});
    for (const Service& service : services())
        all.push_back({"confidentiality: the answer of " + std::string{service.name}, [&service] { return claims_of_answer(service); }, Agreement::axioms});
    return all;
}

} // namespace

const std::vector<Theorem>& confidentiality_theorems() {
    static const std::vector<Theorem> all = all_theorems();
    return all;
}

} // namespace pepin::proof
