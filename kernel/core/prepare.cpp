#include "core/configuration.hpp"
#include "core/own_page.hpp"
#include "core/services.hpp"

namespace pepin::services {

Outcome prepare(Word descriptor, Word page_address, Word first) {
    constexpr Word count = 3;
    constexpr Kind kinds[count] = {Kind::mmu_leaf, Kind::shadow1_leaf, Kind::shadow2_leaf};
    constexpr Word success = 1; // bit 0 of the result; the rest is the address of the first page not used
    const Word nothing_used = first & ~success;

    const auto child = find_child(descriptor);
    if (!child) return refuse(child.error(), nothing_used);
    const auto page = page_argument(page_address);
    if (!page) return refuse(page.error(), nothing_used);
    if (first == 0) return refuse(Error::list_too_short, nothing_used);
    const Partition target = child->partition;
    if (has_tables(target, *page)) return succeed(nothing_used | success);

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

    const Page covered{page->number & ~(leaf_entries - 1)};
    for (Word i = 0; i < count; ++i)
        take_as_configuration(given[i], {kinds[i], target, covered}, ChildMark::handed_to(child->descriptor));
    memory::write(target.mmu(), page->root_index(), Architecture::table_entry(given[0].frame().number));
    memory::write(target.shadow1(), page->root_index(), shadow_table_entry(given[1].frame()));
    memory::write(target.shadow2(), page->root_index(), shadow_table_entry(given[2].frame()));
    ++record_of(target.mmu()).used;
    return succeed((next & ~success) | success);
}

} // namespace pepin::services
