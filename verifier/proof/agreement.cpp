#include "proof/agreement.hpp"

#include <algorithm>

#include "spec/confidentiality.hpp"

namespace pepin::proof {

namespace {

using View = spec::View<Symbolic>;

[[nodiscard]] Term applied(const char* set, Term number) { return smt::Function{set, {number_bits}, 1}(number); }
[[nodiscard]] Term narrow_top() { return frame_number(Agreement::top()); }

// Functions whose values are visible frames where their first argument is a member.
constexpr std::array leads_to_visible{"frame", "mmu_table", "shadow1_table", "shadow2_table", "mmu", "shadow1", "shadow2", "private_frame"};

} // namespace

Term Agreement::Set::within(Term partition) const {
    if (std::ranges::find(members, partition) != members.end()) return smt::truth(true);
    return applied("within", partition);
}

Term Agreement::Set::visible(Term frame) const {
    if (frame.is_literal(0) || within(frame).is_true()) return smt::truth(true);
    if (frame.operation() == smt::Operation::apply && std::ranges::find(leads_to_visible, frame.name()) != leads_to_visible.end() && within(frame.operands()[0]).is_true())
        return smt::truth(true);
    return applied("visible", frame);
}

Agreement::Agreement(std::vector<Word> members) : set_{std::make_shared<Set>()} {
    set_->members = {narrow_top()};
    for (const Word& member : members) set_->members.push_back(frame_number(member));
}

State Agreement::other(bool same_runs) const {
    const State one = any_state();
    State other = any_state(prefix);
    const auto set = set_;
    const auto agree = [&](const auto& fields, const Map::Where& where) {
        std::apply([&](const auto&... field) { ((other.*field).map().agree_with((one.*field).map(), where), ...); }, fields);
    };
    const Map::Where of_member = [set](const Key& key) { return set->within(narrowed(key[0], number_bits)); };
    const Map::Where of_member_below = [of_member](const Key& key) { return of_member(key) & smt::differ(narrowed(key[0], number_bits), narrow_top()); };
    const Map::Where of_visible = [set](const Key& key) { return set->visible(narrowed(key[0], number_bits)); };
    const Map::Where of_visible_below = [of_visible, one](const Key& key) {
        return of_visible(key) & smt::differ(frame_number(one.owner(Word{widened(narrowed(key[0], number_bits))})), narrow_top());
    };
    const Map::Where of_word = [of_visible, one](const Key& key) {
        return of_visible(key) & !spec::is_configuration(one.kind(Word{widened(narrowed(key[0], number_bits))})).term();
    };
    agree(View::of_partition, of_member);
    agree(View::of_page, of_member);
    agree(View::of_index, of_member);
    agree(View::of_slot, of_member);
    agree(View::of_partition_below, of_member_below);
    agree(View::of_page_below, of_member_below);
    agree(View::of_frame, of_visible);
    agree(View::of_frame_below, of_visible_below);
    agree(View::of_word, of_word);
    // What the outside has decided.
    other.closed_port = one.closed_port;
    other.output_denied = one.output_denied;
    other.port_input = one.port_input;
    if (!same_runs) return other;
    other.current = one.current;
    other.context = one.context;
    return other;
}

std::vector<Term> Agreement::axioms(Term application) {
    if (application.operation() != smt::Operation::apply) return {};
    const std::string_view name = application.name(), plain = name.starts_with(prefix) ? name.substr(prefix.size()) : name;
    const auto within = [](Term p) { return applied("within", p); };
    const auto visible = [](Term f) { return applied("visible", f); };
    if (plain == "parent") {
        const State s = any_state(), t = any_state(prefix);
        const Term p = application.operands()[0];
        const Word partition{widened(p)};
        std::vector<Term> axioms{within(narrow_top()), visible(Term(number_bits, 0)), smt::implies(within(p), visible(p)),
                                 smt::implies(within(p), (s.kind(partition) == spec::kind::descriptor).term())};
        for (const State* state : {&s, &t}) {
            const Term up = frame_number(state->parent(partition)), is_partition = (state->kind(partition) == spec::kind::descriptor && partition != state->root).term();
            axioms.push_back(smt::implies(is_partition & within(up), within(p)));
            axioms.push_back(smt::implies(within(p) & smt::differ(p, narrow_top()), within(up) & !(partition == state->root).term()));
        }
        return axioms;
    }
    if (std::ranges::find(leads_to_visible, name) != leads_to_visible.end()) return {smt::implies(within(application.operands()[0]), visible(application))};
    return {};
}

} // namespace pepin::proof
