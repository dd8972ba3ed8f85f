#include "core/configuration.hpp"
#include "core/own_page.hpp"
#include "core/services.hpp"

namespace pepin::services {

Outcome prepare(Word descriptor, Word page_address, Word first) {
    constexpr Word count = tree_count;
    constexpr Tree trees[count] = {Tree::mmu, Tree::shadow1, Tree::shadow2};
    constexpr Word success = 1; // bit 0 of the result; the rest is the address of the first page not used
    const Word nothing_used = first & ~success;

    const auto child = find_child(descriptor);
    if (!child) return refuse(child.error(), nothing_used);
    const auto page = page_argument(page_address);
    if (!page) return refuse(page.error(), nothing_used);
    if (first == 0) return refuse(Error::list_too_short, nothing_used);
    const Partition target = child->partition;
    const Level above = last_level(target, *page);
    if (above == leaf_level) return succeed(nothing_used | success);

    Mapping given[count];
    Word next = first;
    for (Word i = 0; i < count; ++i) {
        if (next == 0) return refuse(Error::list_too_short, nothing_used);
        const auto mapping = page_to_give_up(next);
        if (!mapping) return refuse(mapping.error(), nothing_used);
        given[i] = *mapping;
        next = memory::read(mapping->frame(), 0);
    }
    for (Word i = 0; i < count; ++i)
        for (Word j = i + 1; j < count; ++j)
            if (given[i].page() == given[j].page()) return refuse(Error::duplicate_page, nothing_used);

    // One level a call, from the root down: the next call makes the next one.
    const Page covered = page->first_covered(above + 1);
    for (Word i = 0; i < count; ++i)
        take_as_configuration(given[i], {table_kind(trees[i], above + 1), target, covered},
                              ChildMark::handed_to(child->descriptor));
    for (Word i = 0; i < count; ++i)
        memory::write(table_of(target, trees[i], *page, above), page->index(above),
                      table_entry(trees[i], given[i].frame()));
    ++record_of(table_of(target, Tree::mmu, *page, above)).used;
    note_table(target, *page, above + 1, given[0].frame());
    return succeed((next & ~success) | success);
}

} // namespace pepin::services
