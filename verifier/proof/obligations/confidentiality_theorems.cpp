// The theorems about what a partition learns (spec/confidentiality.hpp): each step is made in two states that
// agree in a partition's view.
#include <unordered_set>

#include "proof/model/anything.hpp"
#include "proof/obligations/agreement.hpp"
#include "proof/obligations/theorems.hpp"
#include "spec/confidentiality.hpp"
#include "spec/control_events.hpp"
#include "spec/services_ports.hpp"
#include "spec/services_supervision.hpp"

namespace pepin::proof {

namespace {

using Checks = spec::Checks<Symbolic>;
using Delivery = spec::Delivery<Symbolic>;

// Two states that agree, and what becomes of them.
struct Two {
    Agreement agreement;
    State one, other, one_after, other_after;

    Two(Agreement which, bool same_runs)
        : agreement{std::move(which)}, one{any_state()}, other{agreement.other(same_runs)}, one_after{one},
          other_after{other} {
        const Word x = any_partition();
        for (const Term& known : agreement.assumptions()) assume(Bool{known});
        // What the view says of registers that are loaded when they are used, of all that a claim is about.
        for (const Word& p : {x, one.current}) {
            const Bool member = agreement.within(p);
            assume(!member || spec::floating_point_of(one, p) == spec::floating_point_of(other, p));
            if constexpr (Architecture::has_thread_register)
                assume(!member || spec::thread_register_of(one, p) == spec::thread_register_of(other, p));
        }
    }

    // The step is a call that may pass control: it has saved the first words of a context. In the others
    // stands what somebody left there before, which is nobody's business.
    void called() {
        is_call_ = true;
        for (std::uint32_t i = Architecture::waiting_words; i < Architecture::context_words; ++i)
            other.context[i] = other_after.context[i] =
                Word{smt::constant("left in word " + std::to_string(i), word_width)};
    }

    // The states after agree: about members, visible frames, and who runs; or where control leaves the view,
    // about visible frames but those of `written`.
    [[nodiscard]] Promises agree(const std::function<Bool(const Word& frame)>& written = {}) const {
        const Word x = any_partition(), frame = any_frame(), word = any_word(), page = any_page();
        const Bool member = is_member(x);
        const auto same_kind = one_after.kind(x) == other_after.kind(x);
        // Which `how a member is entered` proves.
        const Word runs = one_after.current;
        assume(!agreement.within(runs) || (runs == one.root) == (runs == other.root));
        Collector claim{smt::truth(true)};
        spec::claim_same_partition(one_after, other_after, claim, member, x == Agreement::top(), x, page,
                                   any_slot());
        spec::claim_same_frame(one_after, other_after, claim,
                               agreement.visible(frame) && !(written ? written(frame) : Bool{false}),
                               Agreement::top(), frame, word);
        if (!written)
            spec::claim_same_registers(one_after, other_after, claim, agreement.within(one_after.current),
                                       Bool{!is_call_} || one_after.current != one.current);
        claim.holds("members are the same", member, same_kind);
        claim.holds("children of members are members",
                    one_after.kind(x) == spec::kind::descriptor && x != one.root &&
                        is_member(one_after.parent(x)),
                    member);
        claim.holds("what members map is visible", member, agreement.visible(one_after.frame(x, page)));
        for (const Word& own :
             {x, one_after.mmu(x), one_after.shadow1(x), one_after.shadow2(x), one_after.private_frame(x)})
            claim.holds("what configures members is visible", member, agreement.visible(own));
        return promise(claim);
    }
    // The same in both.
    void both(const std::function<void(State&)>& step) {
        step(one_after);
        step(other_after);
    }
    [[nodiscard]] Promises promise(Collector& claim, std::vector<Term> about = {}) const {
        return {claim.take(), {}, {}, std::move(about), {{std::string{Agreement::prefix}, other}}};
    }
    [[nodiscard]] Bool is_member(const Word& p) const {
        return spec::is_member_after(one, one_after, agreement.within(p), p);
    }

private:
    bool is_call_ = false;
};

// A step of a member.
[[nodiscard]] Promises claims_of_step(const Step& step) {
    std::vector<Word> members{any_state().current};
    if (step.victim) members.push_back(*step.victim); // `integrity: the way down`
    Two two{Agreement{members}, true};
    two.both(step.run);
    return two.agree();
}

// A service's answer to a member.
struct Service {
    const char* name;
    std::function<spec::Outcome<Symbolic>(State&)> call;
    bool is_roots = false; // whether it asks who is root
};
[[nodiscard]] const std::vector<Service>& services() {
    const auto a = argument;
    static const std::vector<Service> all{
        {"create_partition",
         [=](State& s) { return spec::create_partition<Symbolic>(s, a(0), a(1), a(2), a(3), a(4)); }},
        {"count_to_map", [=](State& s) { return spec::count_to_map<Symbolic>(s, a(0), a(1)); }},
        {"prepare", [=](State& s) { return spec::prepare<Symbolic>(s, a(0), a(1), a(2)); }},
        {"add_vaddr",
         [=](State& s) { return spec::add_vaddr<Symbolic>(s, a(0), a(1), a(2), a(3), a(4), a(5)); }},
        {"remove_vaddr", [=](State& s) { return spec::remove_vaddr<Symbolic>(s, a(0), a(1)); }},
        {"mapped_in_child", [=](State& s) { return spec::mapped_in_child<Symbolic>(s, a(0)); }},
        {"collect", [=](State& s) { return spec::collect<Symbolic>(s, a(0), a(1)); }},
        {"get_int_state", [=](State& s) { return spec::get_int_state<Symbolic>(s, a(0)); }},
        {"wait", [](State& s) { return spec::wait<Symbolic>(s); }, true},
        {"set_line", [=](State& s) { return spec::set_line<Symbolic>(s, a(0), a(1)); }, true},
        {"set_timer", [=](State& s) { return spec::set_timer<Symbolic>(s, a(0), a(1)); }, true},
        {"set_ports", [=](State& s) { return spec::set_ports<Symbolic>(s, a(0), a(1), a(2), a(3)); }},
        {"delete_partition",
         [=](State& s) {
             Checks checks;
             static_cast<void>(spec::require_child_even_dying(s, checks, a(0)));
             return checks.outcome(Word{1});
         }},
        {"yield", [=](State& s) { return spec::yield<Symbolic>(s, a(0), a(1), a(2), a(3), a(4)); }},
    };
    return all;
}

// Terms to tell by whether a partition is root, in both states: root alone is at depth 0.
[[nodiscard]] std::vector<Term> terms_about_root(const Word& p) {
    std::vector<Term> about;
    for (const State& s : {any_state(), any_state(Agreement::prefix)})
        for (const Word& one : {s.root, p}) about.push_back(s.depth(one).term());
    return about;
}

[[nodiscard]] Promises claims_of_answer(const Service& service) {
    const ScopedMode all_ways{Evaluation::Mode::evaluate};
    Two two{Agreement{{any_state().current}}, true};
    two.called();
    Collector claim{smt::truth(true)};
    const auto one = service.call(two.one_after), other = service.call(two.other_after);
    // What `top` learns from its parent by yield is the parent's to decide.
    const Bool asks_parent =
        std::string_view{service.name} == "yield" && argument(0) == 0 && two.one.current == Agreement::top();
    spec::claim_same_answer(one, other, claim, !asks_parent);
    return two.promise(claim, service.is_roots ? terms_about_root(two.one.current) : std::vector<Term>{});
}

void yield(State& s, const Word& descriptor) {
    spec::yield<Symbolic>(s, descriptor, argument(1), argument(2), argument(3), argument(4));
}

// Control goes from a member to another member ...
[[nodiscard]] Word named_child(const State& s) { return s.frame(s.current, spec::page_of(argument(0))); }
[[nodiscard]] Promises claims_of_children() {
    Two two{Agreement{{any_state().current}}, true};
    Collector claim{smt::truth(true)};
    for (const State* s : {&two.one, &two.other}) {
        Checks checks;
        const Word child = spec::require_child_even_dying(*s, checks, argument(0));
        static_cast<void>(checks.passed());
        claim.equal("the same child", true, child, named_child(two.one));
        claim.holds("a child is no root", true, child != s->root);
    }
    claim.holds("a child of a member is a member, and not `top`", true,
                two.agreement.within(named_child(two.one)) && named_child(two.one) != Agreement::top());
    return two.promise(claim);
}
// Choices by these conditions are no choices.
class Known {
public:
    explicit Known(std::vector<Bool> conditions) {
        for (const Bool& condition : conditions) {
            assume(condition);
            known_.insert(condition.term());
        }
        Symbolic::known = &known_;
    }
    ~Known() { Symbolic::known = nullptr; }
    Known(const Known&) = delete;
    Known& operator=(const Known&) = delete;

private:
    std::unordered_set<Term> known_;
};
[[nodiscard]] Promises claims_of_yield_to_child() {
    const Word child = named_child(any_state()); // of which `children` proves this:
    Two two{Agreement{{any_state().current}, {child}}, true};
    const Known known{{argument(0) != 0}};
    for (const State* s : {&two.one, &two.other}) assume(child != s->root);
    two.called();
    two.both([](State& s) { yield(s, argument(0)); });
    return two.agree();
}
[[nodiscard]] Promises claims_of_yield_to_parent() {
    const Word current = any_state().current;
    Two two{Agreement{{any_state().parent(current)}, {current}}, true};
    two.called();
    two.both([](State& s) { yield(s, Word{0}); });
    return two.agree();
}
[[nodiscard]] Delivery delivery_to(const State& s, const Word& target, const std::string& prefix) {
    const auto word = [&](const char* name) { return Word{smt::constant(prefix + name, word_width)}; };
    const Delivery delivery{
        true,
        target,
        {word("cause"), word("vector"), word("sender"), word("error code"), word("address"),
         narrow(prefix + "entry", Architecture::page_bits - spec::word_shift), word("level")},
        narrow("named by", 3)};
    Collector known{smt::truth(true)};
    spec::claim_delivery(s, known, delivery);
    for (const Claim& claim : known.take()) assume(Bool{claim.formula});
    return delivery;
}
[[nodiscard]] Promises claims_of_event() {
    const Word target = narrow("taker", number_bits);
    Two two{Agreement{{any_state().current, target}}, true};
    spec::deliver(two.one_after, delivery_to(two.one, target, ""));
    spec::deliver(two.other_after, delivery_to(two.other, target, ""));
    return two.agree();
}
[[nodiscard]] Promises claims_of_entries() {
    const Word p = any_partition();
    Two two{Agreement{{p}}, true};
    Collector claim{smt::truth(true)};
    spec::claim_same_entries(two.one, two.other, claim, Bool{true}, p,
                             Word{smt::constant("entry of a member", word_width)}, narrow("named by", 3));
    return two.promise(claim, terms_about_root(p));
}
[[nodiscard]] Promises claims_of_taker() {
    const Word p = any_partition();
    Two two{Agreement{{any_state().parent(p)}, {p}}, true};
    for (const State* s : {&two.one, &two.other}) assume(p != s->root); // a member that is, is `top`
    Collector claim{smt::truth(true)};
    spec::claim_same_taker(
        two.one, two.other, claim, [&](const Word& one) { return two.agreement.within(one); },
        Agreement::top(), p);
    return two.promise(claim);
}

// ... or out of the view: what its frames show is the same, but for those by which who is outside is entered
// ...
[[nodiscard]] std::function<Bool(const Word&)> entered_outside(const Two& two, const Word& one_entry,
                                                               const Word& other_entry) {
    return [&two, one_entry, other_entry](const Word& frame) {
        return spec::is_entered_by(two.one, two.one_after.current, one_entry, frame) ||
               spec::is_entered_by(two.other, two.other_after.current, other_entry, frame);
    };
}
[[nodiscard]] Promises claims_of_yield_out() {
    Two two{Agreement{{any_state().current}}, true};
    assume(two.one.current == Agreement::top());
    two.called();
    two.both([](State& s) { yield(s, Word{0}); });
    return two.agree(entered_outside(two, argument(1), argument(1)));
}
[[nodiscard]] Promises claims_of_event_out() {
    Two two{Agreement{{any_state().current}}, true};
    const Word targets[] = {narrow("taker", number_bits), narrow("other.taker", number_bits)};
    for (const Word& target : targets) assume(!two.agreement.within(target));
    const Delivery one = delivery_to(two.one, targets[0], ""),
                   other = delivery_to(two.other, targets[1], "other.");
    spec::deliver(two.one_after, one);
    spec::deliver(two.other_after, other);
    return two.agree(entered_outside(two, one.event.entry, other.event.entry));
}
// ... or into it: `top` is entered by its parent. (What the parent saves of itself before is written where
// only it decides: see `control: yield, the rest`.)
[[nodiscard]] Promises claims_of_being_entered() {
    Two two{Agreement{}, false};
    const Word top = Agreement::top(), entry = argument(1), none{0};
    const auto enter = [&](const State& before, State& after) {
        assume(!two.agreement.within(before.current) && top != before.root);
        assume(spec::can_be_entered(before, top, entry, Word{spec::named_by::parent}));
        spec::enter<Symbolic>(
            after, true, top, spec::entrance_of(before, top, entry),
            {Word{PIP_EVENT_CAUSE_YIELD}, entry, Word{PIP_EVENT_SENDER_PARENT}, none, none, entry, ~none});
    };
    enter(two.one, two.one_after);
    enter(two.other, two.other_after);
    return two.agree();
}

[[nodiscard]] std::vector<Theorem> all_theorems() {
    std::vector<Theorem> all;
    for (const Step& step : steps())
        if (!step.passes_control())
            all.push_back({"confidentiality: " + step.name, [&step] { return claims_of_step(step); },
                           Agreement::axioms});
    for (const Service& service : services())
        all.push_back({"confidentiality: the answer of " + std::string{service.name},
                       [&service] { return claims_of_answer(service); }, Agreement::axioms});
    struct Row {
        const char* name;
        Promises (*claims)();
    };
    for (const Row& row :
         {Row{"children", claims_of_children}, Row{"yield to a child", claims_of_yield_to_child},
          Row{"yield to the parent", claims_of_yield_to_parent}, Row{"an event", claims_of_event},
          Row{"how a member is entered", claims_of_entries}, Row{"who takes an event", claims_of_taker},
          Row{"yield out of the view", claims_of_yield_out},
          Row{"an event out of the view", claims_of_event_out},
          Row{"being entered by the parent", claims_of_being_entered}})
        all.push_back({std::string{"confidentiality: "} + row.name, row.claims, Agreement::axioms});
    return all;
}

} // namespace

const std::vector<Theorem>& confidentiality_theorems() {
    static const std::vector<Theorem> all = all_theorems();
    return all;
}

} // namespace pepin::proof
