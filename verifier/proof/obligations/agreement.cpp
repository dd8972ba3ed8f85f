#include "proof/obligations/agreement.hpp"

#include <algorithm>
#include <set>

#include "spec/confidentiality.hpp"

namespace pepin::proof {

namespace {

using View = spec::View<Symbolic>;

[[nodiscard]] Term applied(const char* set, Term number) {
    return smt::Function{set, {number_bits}, 1}(number);
}
[[nodiscard]] Term narrow_top() { return frame_number(Agreement::top()); }

// Functions whose values are visible frames where their first argument is a member. (What a page would map
// that an address space has no room for is nobody's business: any value will do.)
[[nodiscard]] bool leads_to_visible(std::string_view function) {
    static const std::set<std::string, std::less<>> all = [] {
        std::set<std::string, std::less<>> made{"frame",   "frame beyond", "mmu",
                                                "shadow1", "shadow2",      "private_frame"};
        for (spec::Level level = 1; level <= spec::leaf_level; ++level)
            for (const char* const tree : {"mmu", "shadow1", "shadow2"}) made.insert(table_name(tree, level));
        return made;
    }();
    return all.contains(function);
}

} // namespace

// A set's predicate of each of the values that a choice may have.
namespace {
[[nodiscard]] Term of_each(Term number, const std::function<Term(Term)>& predicate) {
    if (number.operation() != smt::Operation::if_then_else) return predicate(number);
    const auto parts = number.operands();
    return smt::if_then_else(parts[0], of_each(parts[1], predicate), of_each(parts[2], predicate));
}
} // namespace

Term Agreement::Set::within(Term partition) const {
    if (std::ranges::find(members, partition) != members.end()) return smt::truth(true);
    if (partition.operation() == smt::Operation::if_then_else)
        return of_each(partition, [this](Term one) { return within(one); });
    return applied("within", partition);
}

Term Agreement::Set::visible(Term frame) const {
    if (frame.is_literal(0) || within(frame).is_true()) return smt::truth(true);
    if (frame.operation() == smt::Operation::if_then_else)
        return of_each(frame, [this](Term one) { return visible(one); });
    if (frame.operation() == smt::Operation::apply && leads_to_visible(frame.name()) &&
        within(narrowed(frame.operands()[0], number_bits)).is_true())
        return smt::truth(true);
    return applied("visible", frame);
}

Agreement::Agreement(std::vector<Word> members, std::vector<Word> members_below)
    : set_{std::make_shared<Set>()} {
    set_->members = {narrow_top()};
    for (const Word& member : members) set_->members.push_back(frame_number(member));
    for (const Word& member : members_below) {
        set_->members.push_back(frame_number(member));
        set_->below.push_back(frame_number(member));
    }
}

std::vector<Term> Agreement::assumptions() const {
    std::vector<Term> all;
    for (const Term& member : set_->members) all.push_back(applied("within", member));
    for (const Term& member : set_->below) all.push_back(smt::differ(member, narrow_top()));
    return all;
}

State Agreement::other(bool same_runs) const {
    const State one = any_state();
    State other = any_state(prefix);
    const auto set = set_;
    const auto agree = [&](const auto& fields, const Map::Where& where) {
        std::apply(
            [&](const auto&... field) { ((other.*field).map().agree_with((one.*field).map(), where), ...); },
            fields);
    };
    const Map::Where of_member = [set](const Key& key) { return set->within(narrowed(key[0], number_bits)); };
    const Map::Where of_member_below = [of_member, set](const Key& key) {
        const Term number = narrowed(key[0], number_bits);
        return std::ranges::find(set->below, number) != set->below.end()
                   ? smt::truth(true)
                   : of_member(key) & smt::differ(number, narrow_top());
    };
    const Map::Where of_visible = [set](const Key& key) {
        return set->visible(narrowed(key[0], number_bits));
    };
    const Map::Where of_visible_below = [of_visible, one](const Key& key) {
        return of_visible(key) &
               smt::differ(frame_number(one.owner(Word{widened(narrowed(key[0], number_bits))})),
                           narrow_top());
    };
    agree(View::of_partition, of_member);
    agree(View::of_page, of_member);
    std::apply(
        [&](const auto... tables) {
            for (spec::Level level = 0; level < spec::leaf_level; ++level)
                ((other.*tables)[level].map().agree_with((one.*tables)[level].map(), of_member), ...);
        },
        View::of_prefix);
    agree(View::of_slot, of_member);
    agree(View::of_partition_below, of_member_below);
    agree(View::of_page_below, of_member_below);
    agree(View::of_frame, of_visible);
    agree(View::of_frame_below, of_visible_below);
    agree(View::of_word, of_visible);
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
    const std::string_view name = application.name(),
                           plain = name.starts_with(prefix) ? name.substr(prefix.size()) : name;
    const auto within = [](Term p) { return applied("within", p); };
    const auto visible = [](Term f) { return applied("visible", f); };
    if (plain == "parent") {
        const State s = any_state(), t = any_state(prefix);
        const Term p = application.operands()[0];
        const Word partition{widened(p)};
        std::vector<Term> axioms{within(narrow_top()), visible(Term(number_bits, 0)),
                                 smt::implies(within(p), visible(p)),
                                 smt::implies(within(p), (s.kind(partition) == spec::kind::descriptor &&
                                                          s.depth(top()) <= s.depth(partition))
                                                             .term())};
        for (const State* state : {&s, &t}) {
            const Term up = frame_number(state->parent(partition)),
                       is_partition =
                           (state->kind(partition) == spec::kind::descriptor && partition != state->root)
                               .term();
            axioms.push_back(smt::implies(is_partition & within(up), within(p)));
            axioms.push_back(smt::implies(within(p) & smt::differ(p, narrow_top()),
                                          within(up) & !(partition == state->root).term()));
        }
        return axioms;
    }
    if (leads_to_visible(name))
        return {smt::implies(within(narrowed(application.operands()[0], number_bits)), visible(application))};
    return {};
}

} // namespace pepin::proof
