// What a step changes, and for whom: claims about a state, the state after one step of the current partition,
// and any partition, page or frame. docs/proof/README.md says them in words.
//
// `below` is a set of partitions: the current one and all its descendants. All that is used of it is that the
// current partition is a member, that so are the children of members, and the parents of members other than
// the current one.
#pragma once

#include "spec/control.hpp"
#include "spec/isolation.hpp"
#include "spec/services_ports.hpp"

namespace pepin::spec {

// Whether a partition is the current one or an ancestor of it.
template <class D> Bool<D> is_above(const State<D>& s, Partition<D> partition) {
    return s.depth(partition) <= s.depth(s.current) && s.chain(s.depth(partition)) == partition;
}

// What a partition would find in its floating-point registers: they are loaded when it uses them.
template <class D> Word<D> floating_point_of(const State<D>& s, Partition<D> partition) {
    const Word<D> saved =
        D::choose(s.floating_point_used(partition) != 0, s.floating_point(partition), Word<D>(0));
    return D::choose(s.floating_point_owner == partition, s.floating_point_registers, saved);
}
// ... and in the thread register.
template <class D> Word<D> thread_register_of(const State<D>& s, Partition<D> partition) {
    return D::choose(s.current == partition, s.thread_register, s.saved_thread_register(partition));
}

// Of a frame: its kind changes between memory and configuration alone. What becomes configuration was memory
// that the caller could write and nobody below it had, and configures a child of the caller; what ceases to
// be configuration was a descendant's, and is all zero.
template <class D, class Below, class Claim>
void claim_about_kinds(const State<D>& before, const State<D>& after, Claim& claim, const Below& below,
                       Frame<D> frame, Word<D> word) {
    const Bool<D> was = is_configuration(before.kind(frame)), is = is_configuration(after.kind(frame));
    const Page<D> page = before.page_at(before.current, frame);
    const Partition<D> old_owner = before.owner(frame), new_owner = after.owner(frame);

    claim_stable_kind(before, after, claim, frame);
    claim.equal("what remains configuration keeps its role", was && is, after.kind(frame),
                before.kind(frame));
    claim.equal("what remains configuration keeps its owner", was && is, new_owner, old_owner);
    claim.equal("what becomes configuration was memory", !was && is, before.kind(frame), Word<D>(kind::user));
    claim.holds("what becomes configuration was the caller's", !was && is, page != 0);
    claim.holds("what becomes configuration could be written by the caller", !was && is,
                before.writable(before.current, page) != 0);
    claim.equal("what becomes configuration was handed to nobody", !was && is,
                before.child(before.current, page), Word<D>(0));
    claim.equal("what becomes configuration was mapped by nobody below the caller", !was && is,
                before.reach(frame), before.depth(before.current));
    claim.equal("what becomes configuration is a child's of the caller", !was && is, after.parent(new_owner),
                before.current);
    claim.holds("what ceases to be configuration was a descendant's of the caller", was && !is,
                below(old_owner) && old_owner != before.current);
    claim.equal("what ceases to be configuration is zero", was && !is && word < words_per_page,
                after.memory(frame, word), Word<D>(0));
}

// Of a partition that stays one: its place in the tree never changes; the rest only for those that the step
// may concern.
template <class D, class Below, class Claim>
void claim_about_scope(const State<D>& before, const State<D>& after, Claim& claim, const Below& below,
                       Partition<D> p, Page<D> page, Word<D> slot) {
    const Bool<D> stays = before.kind(p) == kind::descriptor && after.kind(p) == kind::descriptor;
    const Bool<D> not_below = stays && (!below(p) || p == before.current), stranger = stays && !below(p);
    const Frame<D> frame = before.frame(p, page);
    const auto same = [&](const char* name, Bool<D> hypothesis, const auto& field, const auto&... key) {
        claim.equal(name, hypothesis, (after.*field)(key...), (before.*field)(key...));
    };
    using S = State<D>;
    for (const auto field : {&S::parent, &S::depth, &S::page_in_parent})
        same("a partition keeps its place in the tree", stays, field, p);
    for (const auto field : {&S::mmu, &S::shadow1, &S::shadow2, &S::private_frame})
        same("a partition keeps the roots of its tables", stays, field, p);
    for (const auto tables : {&S::mmu_tables, &S::shadow1_tables, &S::shadow2_tables})
        for (Level level = 1; level <= leaf_level; ++level)
            claim.equal("tables change below the caller alone", not_below,
                        (after.*tables)[level - 1](p, prefix_of(page, level)),
                        (before.*tables)[level - 1](p, prefix_of(page, level)));
    for (const auto table : {&S::frame, &S::writable, &S::executable, &S::origin})
        same("mappings change below the caller alone", not_below, table, p, page);
    same("marks change in the caller and below it", stranger, &S::child, p, page);
    claim.equal("access changes in the caller and above it with configuration alone",
                not_below && is_configuration(before.kind(frame)) == is_configuration(after.kind(frame)),
                D::choose(after.is_accessible(p, page), Word<D>(1), Word<D>(0)),
                D::choose(before.is_accessible(p, page), Word<D>(1), Word<D>(0)));
    for (const auto table : {&S::port_first, &S::port_count})
        same("ports change for children of the caller alone", stays && before.parent(p) != before.current,
             table, p, slot);
    same("a partition begins to die as a child of the caller", stays && before.parent(p) != before.current,
         &S::dying, p);
    same("interrupt states change for who is left and who is entered",
         stays && p != before.current && p != after.current, &S::interrupt_state, p);
    same("who has used floating point has done so itself", stays && p != before.current,
         &S::floating_point_used, p);
    claim.equal("floating-point registers stay everybody's own", stays, floating_point_of(after, p),
                floating_point_of(before, p));
    if constexpr (Architecture::has_thread_register)
        claim.equal("the thread register stays everybody's own", stays, thread_register_of(after, p),
                    thread_register_of(before, p));
}

// What becomes a partition is a child of the caller, empty, with the right to the console alone.
template <class D, class Claim>
void claim_about_birth(const State<D>& before, const State<D>& after, Claim& claim, Partition<D> p,
                       Page<D> page, Word<D> slot) {
    const Bool<D> born = before.kind(p) != kind::descriptor && after.kind(p) == kind::descriptor;
    claim.equal("who is born is a child of the caller", born, after.parent(p), before.current);
    claim.equal("who is born maps nothing", born, after.frame(p, page), Word<D>(0));
    claim.equal("who is born has the right to the console alone", born && slot != 0,
                after.port_count(p, slot), Word<D>(0));
    claim.equal("the first right of who is born begins with the console", born,
                after.port_first(p, Word<D>(0)), Word<D>(PIP_LIMITS_CONSOLE_FIRST));
    claim.equal("the first right of who is born ends with the console", born, after.port_count(p, Word<D>(0)),
                Word<D>(PIP_LIMITS_CONSOLE_LAST - PIP_LIMITS_CONSOLE_FIRST + 1));
    claim.equal("who is born finds zeros in its floating-point registers", born, floating_point_of(after, p),
                Word<D>(0));
    claim.equal("who is born finds its interrupts off", born, after.interrupt_state(p), Word<D>(0));
    claim.equal("who is born is not dying", born, after.dying(p), Word<D>(0));
}

// Ports: whoever has a right to one lists it, unless it is root, and its parent has the right, too. So a port
// is used only where every ancestor lists it.
template <class D> Bool<D> has_right_from(const State<D>& s, Word<D> depth, Word<D> port) {
    return nearest(s, s.chain(depth), [&](const Partition<D>& partition) {
               return partition != s.root && !lists_port(s, partition, port);
           }) == 0;
}
template <class D, class Claim>
void claim_about_right(const State<D>& s, Claim& claim, Word<D> depth, Word<D> port) {
    const Bool<D> has = depth <= s.depth(s.current) && has_right_from(s, depth, port);
    claim.holds("who has a right to a port lists it, or is root", has && s.chain(depth) != s.root,
                lists_port(s, s.chain(depth), port));
    claim.holds("who has a right to a port has a parent that has it", has && depth != 0,
                has_right_from(s, Word<D>(depth - 1), port));
}
// An access touches `width` ports, each open, and one that the caller has a right to; what is written was
// judged as it is.
template <class D, class Claim>
void claim_about_access(const State<D>& before, const State<D>& after, Claim& claim, std::uint32_t width,
                        Bool<D> is_output) {
    claim.equal("an access is as wide as it says", Bool<D>(true), after.port_width, Word<D>(width));
    for (std::uint32_t i = 0; i < width; ++i) {
        const Word<D> port = after.port + i;
        claim.holds("there is such a port", Bool<D>(true), port < port_limit);
        claim.equal("nobody uses a closed port", Bool<D>(true), before.closed_port(port), Word<D>(0));
        claim.holds("who uses a port has a right to it", Bool<D>(true),
                    has_right_from(before, before.depth(before.current), port));
    }
    claim.equal("what is written was judged, where it is written", is_output, after.judged_port, after.port);
    claim.equal("what is written was judged, as wide as it is written", is_output, after.judged_width,
                Word<D>(width));
    claim.equal("what is written is what was judged", is_output, after.judged_output, after.port_output);
    claim.equal("what is refused by the board is not written", is_output, before.output_denied, Word<D>(0));
}

// Nobody but root asks something of the machine, and of its lines only those that there are.
template <class D, class Claim>
void claim_about_request(const State<D>& before, const State<D>& after, Claim& claim, std::uint32_t asked) {
    claim.equal("what is asked of the machine is what it is called", Bool<D>(true), after.request,
                Word<D>(asked));
    claim.equal("nobody but root asks something of the machine", Bool<D>(true), before.current, before.root);
    claim.holds("a line that is masked or not is one", Bool<D>(asked == request::set_line),
                after.request_first < Architecture::interrupt_lines);
}

// Who shares a frame with a member of `below` is one, or stands above the current partition. It is proved in
// three steps, each from one partition to its parent or back. Of members, whoever is not above: `y` is a
// member that maps the frame; `x` another partition that does.
template <class D> Bool<D> maps_as(const State<D>& s, Partition<D> p, Frame<D> frame) {
    return s.kind(p) == kind::descriptor && maps(s, p, frame);
}
template <class D, class Below>
Bool<D> deeper_is_below(const State<D>& s, const Below& below, Partition<D> y, Partition<D> x,
                        Frame<D> frame) {
    return !(below(y) && maps_as(s, y, frame) && maps_as(s, x, frame) && s.depth(y) <= s.depth(x)) ||
           below(x);
}
template <class D>
Bool<D> shared_with_chain_is_above(const State<D>& s, Word<D> depth, Partition<D> x, Frame<D> frame) {
    return !(maps(s, s.chain(depth), frame) && maps_as(s, x, frame) && s.depth(x) <= depth &&
             depth <= s.depth(s.current)) ||
           is_above(s, x);
}
template <class D, class Below>
Bool<D> shared_is_kin(const State<D>& s, const Below& below, Partition<D> y, Partition<D> x, Frame<D> frame) {
    return !(below(y) && maps_as(s, y, frame) && maps_as(s, x, frame)) || below(x) || is_above(s, x);
}
template <class D, class Below, class Claim>
void claim_about_sharing(const State<D>& s, Claim& claim, const Below& below, Word<D> depth, Partition<D> y,
                         Partition<D> x, Frame<D> frame) {
    claim.holds("who shares with a member and stands deeper is one",
                x == s.root || s.depth(x) == s.depth(y) || deeper_is_below(s, below, y, s.parent(x), frame),
                deeper_is_below(s, below, y, x, frame));
    claim.holds("who shares with the caller's ancestors and stands above it is one of them",
                depth == 0 || shared_with_chain_is_above(s, Word<D>(depth - 1), x, frame),
                shared_with_chain_is_above(s, depth, x, frame));
    claim.holds("who shares with a member is one or stands above the caller",
                deeper_is_below(s, below, y, x, frame) &&
                    (y != s.current || shared_with_chain_is_above(s, s.depth(s.current), x, frame)) &&
                    (y == s.current || y == s.root || shared_is_kin(s, below, s.parent(y), x, frame)),
                shared_is_kin(s, below, y, x, frame));
}
// Where deletePartition goes down from a child, it stays below the caller.
template <class D, class Below>
Bool<D> within_child_is_below(const State<D>& s, const Below& below, Partition<D> child, Partition<D> p) {
    return !(s.kind(child) == kind::descriptor && s.kind(p) == kind::descriptor &&
             s.parent(child) == s.current && child != s.root && is_within(s, p, child)) ||
           below(p);
}
template <class D, class Below, class Claim>
void claim_about_descent(const State<D>& s, Claim& claim, const Below& below, Partition<D> child,
                         Partition<D> p) {
    claim.holds("what is within a child is below its parent",
                p == s.root || within_child_is_below(s, below, child, s.parent(p)),
                within_child_is_below(s, below, child, p));
}

// Whether somebody is entered by a frame: by his VIDT, or by the context that an entry of it names.
template <class D>
Bool<D> is_entered_by(const State<D>& before, Partition<D> to, Word<D> entry, Frame<D> frame) {
    const Range<D> context = context_at(before, to, context_of(before, to, entry));
    return frame == frame_of_vidt(before, to) || frame == context.first || frame == context.second;
}

// Of a partition that is neither below the caller nor above it: what it maps stays memory or configuration,
// and memory stays as it is, but for frames in which somebody is entered who has given them away (his VIDT,
// and the context that is entered).
template <class D, class Claim>
void claim_about_strangers(const State<D>& before, const State<D>& after, Claim& claim, Bool<D> stranger,
                           Bool<D> entered, Partition<D> x, Page<D> page, Word<D> word) {
    const Frame<D> frame = before.frame(x, page);
    const Bool<D> mapped = stranger && before.kind(x) == kind::descriptor && frame != 0;
    claim.equal("a stranger stays a partition", stranger && before.kind(x) == kind::descriptor, after.kind(x),
                Word<D>(kind::descriptor));
    claim.equal("what a stranger maps keeps its kind", mapped, after.kind(frame), before.kind(frame));
    claim.equal("what a stranger maps keeps its owner", mapped, after.owner(frame), before.owner(frame));
    claim.equal("a stranger's memory stays",
                mapped && before.kind(frame) == kind::user && word < words_per_page && !entered,
                after.memory(frame, word), before.memory(frame, word));
}

} // namespace pepin::spec
