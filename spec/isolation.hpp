// What the invariants are good for: the isolation theorems. Each stands as a step, which follows from a few
// instances of the invariants, and in the form that a user wants, which follows from the step by going up the
// tree.
#pragma once

#include "spec/invariants.hpp"

namespace pepin::spec {

// The ancestor of a partition at a depth not below its own.
template <class S> WordOf<S> ancestor_at(const S& s, WordOf<S> partition, WordOf<S> depth) {
    for (std::uint32_t level = 0; level < greatest_depth; ++level)
        partition = DomainOf<S>::choose(s.depth(partition) > depth, s.parent(partition), partition);
    return partition;
}

template <class S> BoolOf<S> maps(const S& s, WordOf<S> partition, WordOf<S> frame) {
    return s.page_at(partition, frame) != 0;
}

// Horizontal isolation, the step: of two partitions at one depth, at most one maps a frame.
template <class S, class Claim>
void claim_horizontal_isolation_at_a_depth(const S& s, Claim& claim, WordOf<S> p, WordOf<S> q,
                                           WordOf<S> frame) {
    claim.equal("horizontal isolation at a depth",
                maps(s, p, frame) && maps(s, q, frame) && s.depth(p) == s.depth(q), p, q);
}

// Horizontal isolation: partitions of which neither is the other's ancestor share no frame.
template <class S, class Claim>
void claim_horizontal_isolation(const S& s, Claim& claim, WordOf<S> p, WordOf<S> q, WordOf<S> frame) {
    const auto both = maps(s, p, frame) && maps(s, q, frame);
    claim.equal("horizontal isolation", both && s.depth(p) <= s.depth(q), ancestor_at(s, q, s.depth(p)), p);
}

// Vertical sharing, the step: what a partition maps, its parent maps, as a page that it has handed on.
template <class S, class Claim>
void claim_vertical_sharing_with_parent(const S& s, Claim& claim, WordOf<S> p, WordOf<S> frame) {
    const WordOf<S> parent = s.parent(p);
    claim.holds("vertical sharing with the parent", maps(s, p, frame) && p != s.root,
                maps(s, parent, frame) && s.child(parent, s.page_at(parent, frame)) == s.page_in_parent(p));
}

// Vertical sharing: what a partition maps, all its ancestors map.
template <class S, class Claim>
void claim_vertical_sharing(const S& s, Claim& claim, WordOf<S> p, WordOf<S> frame, WordOf<S> depth) {
    claim.holds("vertical sharing", maps(s, p, frame) && depth <= s.depth(p),
                maps(s, ancestor_at(s, p, depth), frame));
}

// Kernel data isolation: what a partition can reach is memory or a device, at any page of any partition.
template <class S, class Claim>
void claim_kernel_data_isolation(const S& s, Claim& claim, WordOf<S> p, WordOf<S> page) {
    const WordOf<S> kind = s.kind(s.frame(p, page));
    claim.holds("kernel data isolation", s.is_accessible(p, page),
                kind == kind::user || kind == kind::device);
}

// What a partition uses: what it maps, and what it is made of.
template <class S> BoolOf<S> uses(const S& s, WordOf<S> partition, WordOf<S> frame) {
    return maps(s, partition, frame) || (is_configuration(s.kind(frame)) && s.owner(frame) == partition);
}

// The same two theorems of all that partitions use: of two at one depth at most one uses a frame, and what a
// partition uses its parent maps, and has handed on to it. (Of what root is made of, nobody maps anything.)
template <class S, class Claim>
void claim_isolation_of_use(const S& s, Claim& claim, WordOf<S> p, WordOf<S> q, WordOf<S> frame) {
    const WordOf<S> parent = s.parent(p);
    claim.equal("horizontal isolation of what is used",
                uses(s, p, frame) && uses(s, q, frame) && s.depth(p) == s.depth(q), p, q);
    claim.holds("vertical sharing of what is used", uses(s, p, frame) && p != s.root,
                maps(s, parent, frame) && s.child(parent, s.page_at(parent, frame)) == s.page_in_parent(p));
    const auto is_of_root = is_configuration(s.kind(frame)) && s.owner(frame) == s.root;
    claim.equal("nobody maps what root is made of, if its parent does not",
                is_of_root && (q == s.root || !maps(s, s.parent(q), frame)), s.page_at(q, frame),
                WordOf<S>(0));
}

// Rights, by frames: who may write one, or execute it, has a parent that may.
template <class S, class Claim>
void claim_rights_of_parent(const S& s, Claim& claim, WordOf<S> p, WordOf<S> frame) {
    const WordOf<S> parent = s.parent(p), page = s.page_at(p, frame), above = s.page_at(parent, frame);
    const auto mapped = maps(s, p, frame) && p != s.root;
    claim.holds("who may write has a parent that may", mapped && s.writable(p, page) != 0,
                s.writable(parent, above) != 0);
    if constexpr (has_execute_right)
        claim.holds("who may execute has a parent that may", mapped && s.executable(p, page) != 0,
                    s.executable(parent, above) != 0);
}

// Two states, before and after any kernel entry: only memory becomes configuration, only configuration
// becomes memory.
template <class Before, class After, class Claim>
void claim_stable_kind(const Before& before, const After& after, Claim& claim, WordOf<After> frame) {
    const auto moves = [](const auto& kind) { return kind == kind::user || is_configuration(kind); };
    const auto old_kind = before.kind(frame), new_kind = after.kind(frame);
    claim.holds("devices and reserved frames stay what they are", BoolOf<After>(true),
                old_kind == new_kind || (moves(old_kind) && moves(new_kind)));
}

} // namespace pepin::spec
