// What a partition sees, and that it learns nothing else: claims about two states that look the same to it.
// docs/proof/README.md says them in words.
//
// A partition, here called `top`, sees itself and its descendants: the members of its view. Of what they map
// it sees what it is and, of memory, what is in it. It does not see who its parent is, where its parent maps
// what it has, or who else there is. Two states agree in a view where all that is listed here is the same in
// both. `within` are the members, `visible` are frames: at least all that members map, and all that
// configures them.
#pragma once

#include <tuple>

#include "spec/integrity.hpp"

namespace pepin::spec {

template <class D> struct View {
    using S = State<D>;
    // Of a member ...
    static constexpr std::tuple of_partition{
        &S::mmu,   &S::shadow1,         &S::shadow2, &S::private_frame,
        &S::depth, &S::interrupt_state, &S::dying,   &S::floating_point_used};
    static constexpr auto of_page = [] {
        constexpr std::tuple always{&S::frame, &S::writable, &S::child};
        if constexpr (has_execute_right)
            return std::tuple_cat(always, std::tuple{&S::executable});
        else
            return always;
    }();
    static constexpr std::tuple of_prefix{&S::mmu_tables, &S::shadow1_tables, &S::shadow2_tables};
    static constexpr std::tuple of_slot{&S::port_first, &S::port_count};
    // ... but of `top`:
    static constexpr std::tuple of_partition_below{&S::parent};
    static constexpr std::tuple of_page_below{&S::origin};
    // Of a visible frame, and of one that does not configure `top`. (The words of what is no memory mean
    // nothing, so they can be the same.)
    static constexpr std::tuple of_frame{&S::kind, &S::owner, &S::first_page, &S::used};
    static constexpr std::tuple of_frame_below{&S::page_in_parent};
    static constexpr std::tuple of_word{&S::memory};
};

// Each of these fields is the same in both at a key.
template <class D, class Claim, class Fields, class... Key>
void claim_same_fields(const State<D>& s, const State<D>& t, Claim& claim, const char* name,
                       Bool<D> hypothesis, const Fields& fields, const Key&... key) {
    std::apply(
        [&](const auto&... field) {
            (claim.equal(name, hypothesis, (s.*field)(key...), (t.*field)(key...)), ...);
        },
        fields);
}

// Two states agree about a member.
template <class D, class Claim>
void claim_same_partition(const State<D>& s, const State<D>& t, Claim& claim, Bool<D> member, Bool<D> is_top,
                          Partition<D> p, Page<D> page, Word<D> slot) {
    using V = View<D>;
    const auto same = [&](const char* name, Bool<D> hypothesis, const auto& fields, const auto&... key) {
        claim_same_fields(s, t, claim, name, hypothesis, fields, key...);
    };
    same("the same partition", member, V::of_partition, p);
    same("the same pages", member, V::of_page, p, page);
    for (Level level = 1; level <= leaf_level; ++level)
        std::apply(
            [&](const auto&... tables) {
                (claim.equal("the same tables", member, (s.*tables)[level - 1](p, prefix_of(page, level)),
                             (t.*tables)[level - 1](p, prefix_of(page, level))),
                 ...);
            },
            V::of_prefix);
    same("the same ports", member, V::of_slot, p, slot);
    same("the same parent", member && !is_top, V::of_partition_below, p);
    same("the same origin", member && !is_top, V::of_page_below, p, page);
    claim.equal("the same floating-point registers", member, floating_point_of(s, p),
                floating_point_of(t, p));
    if constexpr (Architecture::has_thread_register)
        claim.equal("the same thread register", member, thread_register_of(s, p), thread_register_of(t, p));
}

// ... and about a visible frame.
template <class D, class Claim>
void claim_same_frame(const State<D>& s, const State<D>& t, Claim& claim, Bool<D> visible, Partition<D> top,
                      Frame<D> frame, Word<D> word) {
    using V = View<D>;
    const auto same = [&](const char* name, Bool<D> hypothesis, const auto& fields, const auto&... key) {
        claim_same_fields(s, t, claim, name, hypothesis, fields, key...);
    };
    same("the same frame", visible, V::of_frame, frame);
    same("the same page in a parent", visible && s.owner(frame) != top, V::of_frame_below, frame);
    same("the same words", visible && word < words_per_page, V::of_word, frame, word);
}

// ... and about who runs, if it is a member; `whole` where the context has all of its registers, and not only
// those that a call saves.
template <class D, class Claim>
void claim_same_registers(const State<D>& s, const State<D>& t, Claim& claim, Bool<D> member, Bool<D> whole) {
    claim.equal("the same partition runs", member, s.current, t.current);
    for (std::uint32_t i = 0; i < Architecture::context_words; ++i)
        claim.equal("the same registers", i < Architecture::waiting_words ? member : member && whole,
                    s.context[i], t.context[i]);
}

// A member of the view after a step: one from before that is still a partition, or one that was born.
template <class D>
Bool<D> is_member_after(const State<D>& before, const State<D>& after, Bool<D> within, Partition<D> p) {
    const Bool<D> was = before.kind(p) == kind::descriptor;
    return after.kind(p) == kind::descriptor && ((was && within) || !was);
}

// Whether a member can be entered is the same, and so is who takes a fault of a member, if that is a member:
// from each of them, if it is so from its parent. The partition whose parent takes it is found by going up;
// from `top` on it is nobody's business.
template <class D>
Bool<D> same_taker(Bool<D> found_within, Partition<D> top, Partition<D> found, Partition<D> other) {
    return !(found_within && found != 0 && found != top) || other == found;
}
template <class D> Partition<D> below_taker(const State<D>& s, Partition<D> from) {
    return nearest(s, from, [&](const Partition<D>& below) { return takes_double_fault_of(s, below); });
}
template <class D, class Claim>
void claim_same_entries(const State<D>& s, const State<D>& t, Claim& claim, Bool<D> member, Partition<D> p,
                        Word<D> entry, Word<D> opener) {
    const auto word = [](Bool<D> truth) { return D::choose(truth, Word<D>(1), Word<D>(0)); };
    claim.equal("a member can be entered in both or neither", member,
                word(can_be_entered(s, p, entry, opener)), word(can_be_entered(t, p, entry, opener)));
    claim.equal("a member is root in both or neither", member, word(p == s.root), word(p == t.root));
    claim.equal("a member is guarded in both or neither", member, word(is_guarded(s, p)),
                word(is_guarded(t, p)));
}
template <class D, class Within, class Claim>
void claim_same_taker(const State<D>& s, const State<D>& t, Claim& claim, const Within& within,
                      Partition<D> top, Partition<D> p) {
    const auto agrees_from = [&](Partition<D> from) {
        const Partition<D> one = below_taker(s, from), other = below_taker(t, from);
        return same_taker<D>(within(one), top, one, other) && same_taker<D>(within(other), top, other, one);
    };
    claim.holds("who takes a fault of a member is the same, if it is a member",
                within(p) && p != top && agrees_from(s.parent(p)), agrees_from(p));
}

// The answer of a service is the same.
template <class D, class Claim>
void claim_same_answer(const Outcome<D>& one, const Outcome<D>& other, Claim& claim, Bool<D> hypothesis) {
    claim.equal("the same error", hypothesis, one.error, other.error);
    claim.equal("the same value", hypothesis, one.value, other.value);
}

} // namespace pepin::spec
