// Pages become configuration of a child and come back.
#pragma once

#include "core/symbol.hpp"
#include "core/tables.hpp"

namespace pepin {

// Gives or takes user mode's access to a frame, in the partition that maps it at `page` and in all its
// ancestors. They keep the mapping: access comes back when the frame does.
// A function of its own even in optimised code: it is proved once, and callers are proved with what it does.
void set_access_upwards(Partition partition, Page page, bool accessible) PEPIN_SYMBOL(set_access_upwards);
[[gnu::noinline]] inline void set_access_upwards(Partition partition, Page page, bool accessible) {
    const Partition current = current_partition();
    for (Word levels = partition.depth(); levels <= maximum_depth; --levels) {
        const Mapping mapping{partition, page};
        mapping.set_accessible(accessible);
        // Other address spaces are not cached: loading one forgets all translations.
        if (partition == current) architecture_forget_translation(page.number);
        if (levels == 0) return;
        page = mapping.page_in_parent();
        partition = partition.parent();
    }
}

struct Role {
    Kind kind;
    Partition owner;
    Page first_page{};
};

// The caller's page becomes a frame of zeros in its new role, out of reach of user mode.
// `mark` is what the caller's shadow 1 says of it from now on.
inline void take_as_configuration(const Mapping& given, Role role, ChildMark mark) {
    set_access_upwards(given.partition(), given.page(), false);
    given.set_mark(mark);
    memory::clear(given.frame());
    record_of(given.frame()) = {role.kind, 0, role.owner.descriptor(), given.page(), role.first_page};
}

// A frame that configures a child of `parent` becomes the parent's memory again. Whoever calls has
// seen to it that the frame holds only zeros.
inline void give_back(Frame frame, Partition parent) {
    const Page page = record_of(frame).page_in_parent;
    record_of(frame) = {Kind::user, 0, no_frame, {}, {}};
    Mapping{parent, page}.clear_mark();
    set_access_upwards(parent, page, true);
}

// Takes the three empty tables of a level below the root that cover `page` out of the child's trees.
// Out of line, since it is rare.
[[gnu::noinline]] inline void give_back_tables(Partition child, Page page, Level level) {
    const Partition parent = child.parent();
    constexpr Tree trees[] = {Tree::mmu, Tree::shadow1, Tree::shadow2};
    Frame above[tree_count], empty[tree_count];
    for (Word i = 0; i < tree_count; ++i) {
        above[i] = table_of(child, trees[i], page, level - 1);
        empty[i] = table_behind(trees[i], memory::read(above[i], page.index(level - 1)));
    }
    for (Word i = 0; i < tree_count; ++i) {
        memory::write(above[i], page.index(level - 1), 0);
        give_back(empty[i], parent);
    }
    --record_of(above[0]).used;
    note_table(child, page, level, no_frame);
}

} // namespace pepin
