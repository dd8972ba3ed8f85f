// What is always true between two kernel entries. Every invariant is a claim about single entries: under a
// hypothesis, two values agree. None speaks of reachability; ghosts (State) take its place.
//
// They are written over anything that reads like a State: the state machine's own state, or memory as it is
// (kernel/debug). `claim` is told each one: claim.equal(name, hypothesis, actual, expected),
// claim.holds(name, hypothesis, truth).
#pragma once

#include "spec/state.hpp"

namespace pepin::spec {

template <class S> using DomainOf = typename S::Domain;
template <class S> using WordOf = typename S::Domain::Word;
template <class S> using BoolOf = typename S::Domain::Bool;

// --- about the kernel's own words -----------------------------------------------------------------

template <class S, class Claim> void claim_about_kernel(const S& s, Claim& claim) {
    using W = WordOf<S>;
    const BoolOf<S> always(true);
    claim.holds("memory is within the kernel's window", always, s.frames <= Architecture::frame_limit);
    claim.equal("root is a partition", always, s.kind(s.root), W(kind::descriptor));
    claim.equal("root is at depth 0", always, s.depth(s.root), W(0));
    claim.equal("root is its own parent", always, s.parent(s.root), s.root);
    claim.equal("the current partition is a partition", always, s.kind(s.current), W(kind::descriptor));
    claim.equal("frame 0 is reserved", always, s.kind(W(0)), W(kind::reserved));
    claim.equal("interrupts are off for root alone, and where it asked for it", always, s.interrupts_on,
                DomainOf<S>::choose(s.current == s.root && s.interrupt_state(s.root) == 0, W(0), W(1)));
    const W computes = s.floating_point_owner;
    claim.equal("floating-point registers belong to a partition", computes != 0, s.kind(computes),
                W(kind::descriptor));
    claim.equal("whose registers are loaded has used them", computes != 0, s.floating_point_used(computes),
                W(1));
    claim.equal("the chain of ancestors ends with the current partition", always, s.chain(s.depth(s.current)),
                s.current);
}

// --- about a depth, of the chain from root to the current partition -----------------------------------

template <class S, class Claim> void claim_about_depth(const S& s, Claim& claim, WordOf<S> depth) {
    using W = WordOf<S>;
    const W p = s.chain(depth);
    const auto within = depth <= s.depth(s.current);
    claim.equal("ancestors are partitions", within, s.kind(p), W(kind::descriptor));
    claim.equal("an ancestor stands at its depth", within, s.depth(p), depth);
    claim.equal("each ancestor is the next one's parent", within && depth != 0, s.parent(p),
                s.chain(depth - 1));
    // What is being taken down does not run, nor does anything below it.
    claim.equal("nobody runs below a dying partition", within, s.dying(p), W(0));
}

// --- about a frame --------------------------------------------------------------------------------

template <class S, class Claim> void claim_about_frame(const S& s, Claim& claim, WordOf<S> f) {
    using W = WordOf<S>;
    const W kind = s.kind(f), owner = s.owner(f), page = s.page_in_parent(f), parent = s.parent(owner);
    const auto configures = is_configuration(kind);
    const auto is_table = kind >= kind::mmu_leaf;

    claim.holds("a frame has one of the kinds", BoolOf<S>(true), kind <= kind::greatest);
    claim.holds("only frames that exist are used", kind != kind::reserved, f < s.frames);
    claim.holds("a table has no more entries in use than it has", BoolOf<S>(true), s.used(f) <= most_entries);
    claim.equal("configuration has a partition as owner", configures, s.kind(owner), W(kind::descriptor));
    claim.equal("a descriptor is its partition's", kind == kind::descriptor, owner, f);
    claim.equal("a private frame is its owner's", kind == kind::private_data, s.private_frame(owner), f);
    claim.equal("an MMU root is its owner's", kind == kind::mmu_root, s.mmu(owner), f);
    claim.equal("a root of shadow 1 is its owner's", kind == kind::shadow1_root, s.shadow1(owner), f);
    claim.equal("a root of shadow 2 is its owner's", kind == kind::shadow2_root, s.shadow2(owner), f);
    for (Level level = leaf_level; level != 0; --level) {
        const std::uint32_t first = kind::tables_of(level);
        const W prefix = prefix_of(s.first_page(f), level);
        claim.equal("a table is in its owner's MMU tree", kind == first, s.mmu_table(level, owner, prefix),
                    f);
        claim.equal("a table is in its owner's shadow 1", kind == first + 1,
                    s.shadow1_table(level, owner, prefix), f);
        claim.equal("a table is in its owner's shadow 2", kind == first + 2,
                    s.shadow2_table(level, owner, prefix), f);
        const auto is_of_level = level == 1 ? kind >= first : kind >= first && kind <= first + 2;
        claim.equal("a table begins with the first page of an entry", is_of_level, s.first_page(f),
                    first_page_of(prefix, level));
    }
    claim.equal("only tables below the roots cover pages", !is_table, s.first_page(f), W(0));
    claim.equal("what is not configuration has no owner", !configures, owner, W(0));
    claim.equal("what is not configuration, or is root's, has no page in a parent",
                !configures || owner == s.root, page, W(0));
    auto counts = kind == kind::mmu_root;
    for (Level level = leaf_level; level != 0; --level) counts = counts || kind == kind::tables_of(level);
    claim.equal("only MMU tables count entries", !counts, s.used(f), W(0));

    // What configures a child is the parent's, and the child does not have it as memory.
    const auto lent = configures && owner != s.root;
    claim.equal("the owner's parent maps configuration where the frame table says", lent,
                s.frame(parent, page), f);
    claim.equal("the owner's parent has handed configuration to the owner", lent, s.child(parent, page),
                s.page_in_parent(owner));
    claim.equal("nobody below the owner's parent maps configuration", lent, s.reach(f), s.depth(parent));
    claim.equal("nobody maps what root does not map: reserved frames, and root's own configuration",
                kind == kind::reserved || (configures && owner == s.root), s.page_at(s.root, f), W(0));
}

// --- about a partition ------------------------------------------------------------------------------

template <class S, class Claim> void claim_about_partition(const S& s, Claim& claim, WordOf<S> p) {
    using W = WordOf<S>;
    using D = DomainOf<S>;
    const BoolOf<S> always(true);
    const auto below_root = p != s.root;
    const auto root_table = [&](const char* name, W frame, std::uint32_t role) {
        claim.equal(name, always, s.kind(frame), W(role));
        claim.equal("the frames of a partition's configuration are its own", always, s.owner(frame), p);
    };
    root_table("a partition has an MMU root", s.mmu(p), kind::mmu_root);
    root_table("a partition has a root of shadow 1", s.shadow1(p), kind::shadow1_root);
    root_table("a partition has a root of shadow 2", s.shadow2(p), kind::shadow2_root);
    root_table("a partition has a private frame", s.private_frame(p), kind::private_data);
    claim.equal("a parent is a partition", always, s.kind(s.parent(p)), W(kind::descriptor));
    claim.equal("a child is one level below its parent", below_root, s.depth(p), s.depth(s.parent(p)) + 1);
    claim.holds("only root is at depth 0, and nobody too deep", below_root,
                s.depth(p) != 0 && s.depth(p) <= greatest_depth);
    claim.holds("dying is 0 or 1, and root does not die", always,
                s.dying(p) == 0 || (below_root && s.dying(p) == 1));
    claim.holds("floating point was used, or not", always, s.floating_point_used(p) <= 1);
    for (std::uint32_t slot = 0; slot < PIP_LIMITS_PORT_RANGES; ++slot)
        claim.holds("port ranges end with the ports", always,
                    s.port_first(p, W(slot)) + s.port_count(p, W(slot)) <= 0x10000);
    claim.equal(
        "an MMU root counts its tables", always, s.used(s.mmu(p)),
        D::template count<root_entries>([&](const W& index) { return s.mmu_table(1, p, index) != 0; }));
}

// --- about the tables of a level that cover the same pages of a partition -------------------------------

template <Level level, class S, class Claim>
void claim_about_tables(const S& s, Claim& claim, WordOf<S> p, WordOf<S> prefix) {
    using W = WordOf<S>;
    using D = DomainOf<S>;
    const W mmu = s.mmu_table(level, p, prefix), first_page = first_page_of(prefix, level);
    const auto present = mmu != 0;
    const auto table = [&](const char* name, W frame, std::uint32_t role) {
        claim.equal(name, present, s.kind(frame), W(role));
        claim.equal("a partition's tables are its own", present, s.owner(frame), p);
        claim.equal("a table stands where the frame table says", present, s.first_page(frame), first_page);
    };
    constexpr std::uint32_t first = kind::tables_of(level);
    const W shadow1 = s.shadow1_table(level, p, prefix), shadow2 = s.shadow2_table(level, p, prefix);
    table("an MMU tree consists of MMU tables", mmu, first);
    table("shadow 1 has a table where the MMU tree has one", shadow1, first + 1);
    table("shadow 2 has a table where the MMU tree has one", shadow2, first + 2);
    claim.holds("tables cover pages that partitions may use", present,
                is_usable_index(root_index(first_page)));
    claim.equal("shadow 1 has no other tables", !present, shadow1, W(0));
    claim.equal("shadow 2 has no other tables", !present, shadow2, W(0));
    if constexpr (level > 1)
        claim.holds("a table leads to each table", present,
                    s.mmu_table(level - 1, p, prefix >> Architecture::level_bits[level - 1]) != 0);
    const W first_entry = prefix << Architecture::level_bits[level];
    claim.equal("an MMU table counts its entries", present, s.used(mmu),
                D::template count<entries_of(level)>([&](const W& entry) {
                    if constexpr (level == leaf_level)
                        return s.frame(p, first_entry + entry) != 0;
                    else
                        return s.mmu_table(level + 1, p, first_entry + entry) != 0;
                }));
}

// --- about an entry of a partition's leaf tables ------------------------------------------------------

template <class S, class Claim> void claim_about_page(const S& s, Claim& claim, WordOf<S> p, WordOf<S> page) {
    using W = WordOf<S>;
    const W f = s.frame(p, page), kind = s.kind(f), depth = s.depth(p), child = s.child(p, page);
    const W parent = s.parent(p), origin = s.origin(p, page), receiver = s.frame(p, child);
    const auto present = f != 0;
    const auto below_root = present && p != s.root;
    const auto handed_on = present && child != 0;

    claim.equal("what maps nothing can be written by nobody", !present, s.writable(p, page), W(0));
    if constexpr (has_execute_right) {
        claim.equal("what maps nothing can be executed by nobody", !present, s.executable(p, page), W(0));
        claim.holds("devices are not executed", present && s.executable(p, page) != 0, kind != kind::device);
    }
    claim.equal("what maps nothing is handed to nobody", !present, child, W(0));
    claim.equal("what maps nothing comes from nowhere", !present, origin, W(0));
    for (Level level = leaf_level; level != 0; --level)
        claim.holds("pages are mapped through tables", present,
                    s.mmu_table(level, p, prefix_of(page, level)) != 0);
    if constexpr (Architecture::has_reserved_pages)
        claim.holds("reserved pages map nothing", present, is_usable_page(page));
    claim.holds("reserved frames are not mapped", present, kind != kind::reserved);
    // Kernel data isolation.
    claim.holds("nobody can reach configuration, everybody reaches his memory", present,
                s.is_accessible(p, page) != is_configuration(kind));

    // One page in a partition, one partition at a depth: horizontal isolation.
    claim.equal("a partition maps a frame once", present, s.page_at(p, f), page);
    claim.equal("of the partitions at a depth one maps a frame", present, s.holder(f, depth), p);
    claim.holds("nobody maps a frame deeper than it reaches", present, depth <= s.reach(f));
    claim.holds("a page is handed on where somebody below has it", present,
                (child != 0) == (depth < s.reach(f) || is_configuration(kind)));

    // Vertical sharing.
    claim.equal("the parent maps what its child maps", below_root, s.frame(parent, origin), f);
    claim.equal("the parent has handed on what its child maps", below_root, s.child(parent, origin),
                s.page_in_parent(p));
    claim.holds("a child writes only where its parent can", below_root,
                s.writable(p, page) == 0 || s.writable(parent, origin) != 0);
    if constexpr (has_execute_right)
        claim.holds("a child executes only where its parent can", below_root,
                    s.executable(p, page) == 0 || s.executable(parent, origin) != 0);
    claim.equal("root's pages come from nowhere", present && p == s.root, origin, W(0));

    claim.equal("pages are handed to partitions", handed_on, s.kind(receiver), W(kind::descriptor));
    claim.equal("pages are handed to children", handed_on, s.parent(receiver), p);
    claim.equal("a mark names the child as its parent does", handed_on, s.page_in_parent(receiver), child);
    claim.holds("pages are not handed to root", handed_on, receiver != s.root);
    claim.holds("a child has what it was handed, as memory or as configuration", handed_on,
                s.page_at(receiver, f) != 0 || (is_configuration(kind) && s.owner(f) == receiver));
    claim.holds("the page that carries a child's name is its descriptor", present,
                (child == page) == (kind == kind::descriptor && s.parent(f) == p));
}

// --- about a ghost ------------------------------------------------------------------------------------

template <class S, class Claim> void claim_about_mapping(const S& s, Claim& claim, WordOf<S> p, WordOf<S> f) {
    const auto page = s.page_at(p, f);
    claim.equal("a mapping is an entry", page != 0, s.frame(p, page), f);
    claim.equal("partitions map pages", page != 0, s.kind(p), WordOf<S>(kind::descriptor));
    claim.holds("frame 0 is mapped by nobody", page != 0, f != 0);
}

// All claims about a partition's tables of a level that one of the level above leads to, or could, and about
// everything below them.
template <Level level, class S, class Claim>
void claim_all_below(const S& s, Claim& claim, WordOf<S> p, WordOf<S> prefix_above) {
    using W = WordOf<S>;
    const W first = prefix_above << Architecture::level_bits[level - 1];
    for (W prefix = first; prefix < first + entries_of(level - 1); ++prefix) {
        // Where all is 0 every claim holds.
        if (s.mmu_table(level, p, prefix) == 0 && s.shadow1_table(level, p, prefix) == 0 &&
            s.shadow2_table(level, p, prefix) == 0)
            continue;
        claim.about("partition", p, level == leaf_level ? "leaf tables" : "tables", prefix);
        claim_about_tables<level>(s, claim, p, prefix);
        if constexpr (level < leaf_level) {
            claim_all_below<level + 1>(s, claim, p, prefix);
        } else {
            const W first_page = first_page_of(prefix, level);
            for (W page = first_page; page < first_page + leaf_entries; ++page) {
                if (s.is_blank(p, page)) continue;
                claim.about("partition", p, "page", page);
                claim_about_page(s, claim, p, page);
            }
        }
    }
}

// All claims about a concrete state with frames 0 to frame_count - 1. claim.about(...) says what comes next.
template <class S, class Claim> void claim_all(const S& s, WordOf<S> frame_count, Claim& claim) {
    claim.about("the kernel");
    claim_about_kernel(s, claim);
    using W = WordOf<S>;
    for (W depth = 0; depth <= s.depth(s.current); ++depth) claim_about_depth(s, claim, depth);
    for (W f = 0; f < frame_count; ++f) {
        claim.about("frame", f);
        claim_about_frame(s, claim, f);
        for (W depth = 0; depth <= s.reach(f); ++depth) claim_about_mapping(s, claim, s.holder(f, depth), f);
        if (s.kind(f) != kind::descriptor) continue;
        claim.about("partition", f);
        claim_about_partition(s, claim, f);
        claim_all_below<1>(s, claim, f, 0);
    }
}

} // namespace pepin::spec
