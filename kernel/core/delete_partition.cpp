// Taking a partition down with all its descendants, in portions of bounded work.
//
// There is no recursion and no list: each dying partition remembers in its private frame up to which page it
// is already empty. A mark in shadow 1 names the child that still has a page, so the way down is found again
// from the top at each call.
#include <bit>

#include "core/configuration.hpp"
#include "core/own_page.hpp"
#include "core/services.hpp"

namespace pepin::services {

namespace {

// Work is counted in instructions, roughly. No call does more than `portion`, so a step is only taken where
// the dearest one at its depth still fits in; where there are three levels, the way down to the deepest
// partition and its end just do. An ordinary child, with one or two hundred pages, goes in one
// call: Pip's binaries do not repeat it.
constexpr Word portion = 19200 + 1800 * (leaf_level - 1);
constexpr Word step_work = 55 + 30 * (leaf_level - 1);
constexpr Word group_work = Architecture::search_work; // for looking at a group of entries
constexpr Word entry_work = 7;                         // for looking at one
constexpr Word page_work = 26 + 14 * (leaf_level - 1); // for taking a page back
constexpr Word retire_work = 800;
constexpr Word tables_work = 254; // for giving three tables back, besides access
constexpr Word level_work = 44;   // for giving access back to a frame, in one ancestor

constexpr Word group = 32; // entries that are looked at at once
constexpr Word groups_per_step = 12;
constexpr Word entries_per_step = 32;

[[nodiscard]] constexpr Word retirement_work(Word depth) { return retire_work + 5 * level_work * depth; }
[[nodiscard]] constexpr Word dearest_step(Word depth) {
    constexpr Word search_and_take =
        2 * step_work + (groups_per_step + 4) * group_work + entries_per_step * (entry_work + page_work);
    return retirement_work(depth) > search_and_take ? retirement_work(depth) : search_and_take;
}
static_assert(dearest_step(maximum_depth) + (maximum_depth + 1) * (step_work + entry_work) < portion,
              "a call that finds its way down to the deepest partition gets at least one step done there");

// What a step leads to: the partition to go on with, and how much was done.
struct Progress {
    Partition next;
    Word work;
};

// Up to which page a partition is empty. It is kept as an address, so that any word is the cursor of some
// page.
Page cursor_of(Partition partition) {
    return UserAddress{partition.private_word(private_teardown_cursor)}.page();
}
void set_cursor(Partition partition, Word page_number) {
    partition.set_private_word(private_teardown_cursor, Page{page_number}.address());
}

// Where a search has come to, and what it has cost.
struct Search {
    Word index;
    Word work;
};

// Either of these two as one number, from functions that are proved once: every architecture returns a number
// in registers, but not a struct.
using Packed = DoubleWord;

// Looks for an entry in use, from the group of `from` on. The index is that of the first one, or the one up
// to which there was none: it lies behind `from`, unless it is in use. Absent entries are 0, so a group can
// be tested at once.
template <bool (*in_use)(Word), Word end>
[[nodiscard, gnu::always_inline]] inline Packed search(Frame table, Word from) {
    Word index = from & ~(group - 1);
    Word looks = 0;
    for (; looks < groups_per_step && index < end; ++looks) {
        Word all = 0;
        for (Word i = 0; i < group; ++i) all |= memory::read(table, index + i);
        if (in_use(all)) break;
        index += group;
    }
    if (looks == groups_per_step || index == end)
        return std::bit_cast<Packed>(Search{index, looks * group_work});
    Word i = 0;
    // The proof has an invariant for this loop, and is not for its copies.
#pragma clang loop unroll(disable)
    while (i < group && !in_use(memory::read(table, index + i))) ++i;
    return std::bit_cast<Packed>(Search{index + i, (looks + 4) * group_work});
}

// Functions of their own, so that each is proved once.
[[nodiscard]] Packed search_root(Frame table, Word from) PEPIN_SYMBOL(search_root);
[[gnu::noinline]] Packed search_root(Frame table, Word from) {
    return search<Architecture::is_user_table, root_entries>(table, from);
}
[[nodiscard]] Packed search_inner(Frame table, Word from) PEPIN_SYMBOL(search_inner);
[[gnu::noinline]] Packed search_inner(Frame table, Word from) {
    return search<Architecture::is_user_table, entries_of(leaf_level - 1)>(table, from);
}
[[nodiscard]] Packed search_leaf(Frame table, Word from) PEPIN_SYMBOL(search_leaf);
[[gnu::noinline]] Packed search_leaf(Frame table, Word from) {
    return search<Architecture::is_present, leaf_entries>(table, from);
}

// Nothing is mapped any more: the five pages of the configuration go back to the parent, as zeros.
Progress retire(Partition victim) {
    const Partition parent = victim.parent();
    const Frame frames[] = {victim.mmu(), victim.shadow1(), victim.shadow2(), victim.private_frame(),
                            victim.descriptor()};
    memory::clear(victim.mmu(), Architecture::first_kernel_entry, Architecture::end_kernel_entry);
    memory::clear(victim.private_frame(), 0, private_words);
    static_assert(descriptor_vidt_table + 1 == descriptor_words); // which went with its table
    memory::clear(victim.descriptor(), 0, descriptor_vidt_table);
    // What the registers hold is nobody's now: it is overwritten before anyone can read it.
    if (kernel_state.floating_point_owner == victim.descriptor())
        kernel_state.floating_point_owner = no_frame;
    for (const Frame frame : frames) give_back(frame, parent);
    return {parent, retirement_work(parent.depth() + 1)};
}

// The cursor stands where the table of this level has no entry: move it to the next one, or behind what the
// table covers. In the root table there is one, since it counts them.
template <Level level> Progress find_table(Partition victim, Page cursor) {
    const Frame table = table_of(victim, Tree::mmu, cursor, level);
    const Word from = cursor.index(level);
    const auto found =
        std::bit_cast<Search>(level == 0 ? search_root(table, from) : search_inner(table, from));
    if constexpr (level == 0)
        set_cursor(victim, (found.index & (root_entries - 1)) << covered_bits(1));
    else
        set_cursor(victim, cursor.first_covered(level).number + (found.index << covered_bits(level + 1)));
    return {victim, step_work + found.work};
}

// Takes back the pages at the cursor and behind it, up to one that a child of the victim has: that child goes
// first. The tables are looked up once for all pages that they cover.
[[nodiscard]] Packed take_pages(Partition victim, Page first) PEPIN_SYMBOL(take_pages);
[[gnu::noinline]] Packed take_pages(Partition victim, Page first) {
    const Frame mmu = mmu_leaf(victim, first);
    const Frame shadow1 = shadow1_leaf(victim, first);
    const Frame shadow2 = shadow2_leaf(victim, first);
    const Partition parent = victim.parent();
    Partition next = victim;
    const Word limit = first.leaf_index() + entries_per_step;
    const Word end = limit < leaf_entries ? limit : leaf_entries;
    Word taken = 0;
    Word index = first.leaf_index();
    for (; index < end; ++index) {
        if (!Architecture::is_present(memory::read(mmu, index))) continue;
        const ChildMark mark{memory::read(shadow1, index)};
        if (mark.is_handed_on()) {
            next = Partition{Mapping{victim, mark.child()}.frame()};
            break;
        }
        const Page origin = UserAddress{memory::read(shadow2, index)}.page();
        memory::write(shadow1_leaf(parent, origin), origin.leaf_index(), 0);
        memory::write(mmu, index, 0);
        memory::write(shadow2, index, 0);
        ++taken;
    }
    record_of(mmu).used = static_cast<std::uint16_t>(record_of(mmu).used - taken);
    set_cursor(victim, first.first_covered(leaf_level).number + index);
    return std::bit_cast<Packed>(
        Progress{next, step_work + (index - first.leaf_index()) * entry_work + taken * page_work});
}

// The table that the cursor stands in maps something, at the cursor or behind it.
Progress empty_table(Partition victim, Page cursor) {
    if (Mapping{victim, cursor}.is_present()) return std::bit_cast<Progress>(take_pages(victim, cursor));
    const auto found = std::bit_cast<Search>(search_leaf(mmu_leaf(victim, cursor), cursor.leaf_index()));
    const Page page{cursor.first_covered(leaf_level).number + found.index};
    if (found.index == leaf_entries || !Mapping{victim, page}.is_present()) {
        set_cursor(victim, page.number);
        return {victim, step_work + found.work};
    }
    const auto progress = std::bit_cast<Progress>(take_pages(victim, page));
    return {progress.next, step_work + progress.work + found.work};
}

Progress give_back_empty(Partition victim, Page cursor, Level level) {
    give_back_tables(victim, cursor, level);
    return {victim, tables_work + tree_count * level_work * victim.depth()};
}

// Levels are told apart by branches, so that where there are two no code is left that asks which it is.
Progress step(Partition victim) {
    static_assert(leaf_level <= 2);
    if (record_of(victim.mmu()).used == 0) return retire(victim);
    const Page cursor = cursor_of(victim);
    const Level level = last_level(victim, cursor);
    if (level == 0) return find_table<0>(victim, cursor);
    if constexpr (leaf_level > 1)
        if (level != leaf_level) {
            if (record_of(table_of(victim, Tree::mmu, cursor, 1)).used != 0)
                return find_table<1>(victim, cursor);
            return give_back_empty(victim, cursor, 1);
        }
    if (record_of(mmu_leaf(victim, cursor)).used != 0) return empty_table(victim, cursor);
    return give_back_empty(victim, cursor, leaf_level);
}

} // namespace

Outcome delete_partition(Word descriptor) {
    const auto child = find_child_even_dying(descriptor);
    if (!child) return refuse(child.error());
    const Partition caller = current_partition();
    child->partition.set_dying();
    Partition victim = child->partition;
    for (Word work = 0; work + dearest_step(victim.depth()) < portion;) {
        const Progress progress = step(victim);
        victim = progress.next;
        work += progress.work;
        if (victim == caller) return succeed(1);
    }
    return refuse(Error::again);
}

} // namespace pepin::services
