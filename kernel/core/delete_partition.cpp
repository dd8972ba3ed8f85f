// Taking a partition down with all its descendants, in portions of bounded work.
//
// There is no recursion and no list: each dying partition remembers in its private frame up to which page it is
// already empty. A mark in shadow 1 names the child that still has a page, so the way down is found again from the
// top at each call.
#include "core/configuration.hpp"
#include "core/own_page.hpp"
#include "core/services.hpp"

namespace pepin::services {

namespace {

// Work is counted in visits of a table entry that change something, about twenty instructions each. The dearest
// step, the end of a partition at the greatest depth, costs 5 * maximum_depth + retire_work. A portion is large enough
// for an ordinary child: three tables, each of them searched to its end, and a few hundred pages. Pip's binaries do
// not repeat the call.
constexpr Word portion = 2400;
constexpr Word scan_length = 32; // entries looked at in one step
constexpr Word scan_work = 8;
constexpr Word retire_work = 40;

// What a step leads to: the partition to go on with, and how much was done.
struct Progress {
    Partition next;
    Word work;
};

void set_cursor(Partition partition, Word page_number) { partition.set_private_word(private_teardown_cursor, page_number); }

// Nothing is mapped any more: the five pages of the configuration go back to the parent, as zeros.
Progress retire(Partition victim) {
    const Partition parent = victim.parent();
    const Frame frames[] = {victim.mmu(), victim.shadow1(), victim.shadow2(), victim.private_frame(), victim.descriptor()};
    memory::clear(victim.mmu(), Architecture::first_kernel_entry, Architecture::end_kernel_entry);
    memory::clear(victim.private_frame(), 0, private_words);
    memory::clear(victim.descriptor(), 0, descriptor_words);
    // What the registers hold is nobody's now: it is overwritten before anyone can read it.
    if (kernel_state.floating_point_owner == victim.descriptor()) kernel_state.floating_point_owner = no_frame;
    for (const Frame frame : frames) give_back(frame, parent);
    return {parent, retire_work + 5 * parent.depth()};
}

// The cursor stands where there is no table: move it to the next one.
Progress find_table(Partition victim, Page cursor) {
    Word index = cursor.root_index();
    for (Word scanned = 0; scanned < scan_length; ++scanned) {
        index = (index + 1) & (root_entries - 1);
        const Page page{index << Architecture::leaf_bits};
        if (has_tables(victim, page)) break;
    }
    set_cursor(victim, index << Architecture::leaf_bits);
    return {victim, scan_work};
}

// The table that the cursor stands in maps something, at the cursor or behind it.
Progress empty_table(Partition victim, Page cursor) {
    const Frame table = mmu_leaf(victim, cursor);
    Word index = cursor.leaf_index();
    for (Word scanned = 1; scanned < scan_length; ++scanned) {
        if (Architecture::is_present(memory::read(table, index)) || index == leaf_entries - 1) break;
        ++index;
    }
    const Page page{(cursor.number & ~(leaf_entries - 1)) | index};
    set_cursor(victim, page.number);
    const Mapping mapping{victim, page};
    if (!mapping.is_present()) return {victim, scan_work};
    // The child that has the page goes first.
    if (mapping.mark().is_handed_on()) return {Partition{Mapping{victim, mapping.mark().child()}.frame()}, scan_work};
    take_back(mapping);
    return {victim, 2 + (index - cursor.leaf_index()) / 4};
}

Progress step(Partition victim) {
    if (record_of(victim.mmu()).used == 0) return retire(victim);
    const Page cursor{victim.private_word(private_teardown_cursor)};
    if (!has_tables(victim, cursor)) return find_table(victim, cursor);
    if (record_of(mmu_leaf(victim, cursor)).used != 0) return empty_table(victim, cursor);
    give_back_tables(victim, cursor);
    return {victim, 3 * victim.depth() + 4};
}

} // namespace

Outcome delete_partition(Word descriptor) {
    const auto child = find_child_even_dying(descriptor);
    if (!child) return refuse(child.error());
    const Partition caller = current_partition();
    child->partition.set_dying();
    Partition victim = child->partition;
    for (Word work = 0; work < portion;) {
        const Progress progress = step(victim);
        victim = progress.next;
        work += progress.work;
        if (victim == caller) return succeed(1);
    }
    return refuse(Error::again);
}

} // namespace pepin::services
