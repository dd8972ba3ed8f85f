#include "core/configuration.hpp"
#include "core/own_page.hpp"
#include "core/ports.hpp"
#include "core/services.hpp"

namespace pepin::services {

Outcome create_partition(Word descriptor, Word mmu_root, Word shadow1_root, Word shadow2_root,
                         Word private_page) {
    constexpr Word count = 5;
    constexpr Kind kinds[count] = {Kind::descriptor, Kind::mmu_root, Kind::shadow1_root, Kind::shadow2_root,
                                   Kind::private_data};
    const Word addresses[count] = {descriptor, mmu_root, shadow1_root, shadow2_root, private_page};
    const Partition caller = current_partition();
    if (caller.depth() >= maximum_depth) return refuse(Error::too_deep);

    Mapping given[count];
    for (Word i = 0; i < count; ++i) {
        const auto page = page_to_give_up(addresses[i]);
        if (!page) return refuse(page.error());
        given[i] = *page;
    }
    // Different pages are different frames: a partition maps a frame at most once.
    for (Word i = 0; i < count; ++i)
        for (Word j = i + 1; j < count; ++j)
            if (given[i].page() == given[j].page()) return refuse(Error::duplicate_page);

    const Partition child{given[0].frame()};
    const Page name = given[0].page();
    for (Word i = 0; i < count; ++i)
        take_as_configuration(given[i], {kinds[i], child},
                              i == 0 ? ChildMark::descriptor_of(name) : ChildMark::handed_to(name));

    memory::write(child.descriptor(), descriptor_mmu, given[1].frame().number);
    memory::write(child.descriptor(), descriptor_shadow1, given[2].frame().number);
    memory::write(child.descriptor(), descriptor_shadow2, given[3].frame().number);
    memory::write(child.descriptor(), descriptor_private, given[4].frame().number);
    memory::write(child.descriptor(), descriptor_parent, caller.descriptor().number);
    memory::write(child.descriptor(), descriptor_depth, caller.depth() + 1);
    memory::copy(caller.mmu(), child.mmu(), Architecture::first_kernel_entry, Architecture::end_kernel_entry);
    child.set_private_word(private_port_ranges, console_ports.word());
    return succeed(1);
}

} // namespace pepin::services
