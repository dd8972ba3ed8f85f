#include "core/own_page.hpp"
#include "core/services.hpp"

namespace pepin::services {

Outcome remove_vaddr(Word descriptor, Word child_page) {
    const auto child = find_child(descriptor);
    if (!child) return refuse(child.error());
    const auto page = page_with_tables(child->partition, child_page, Error::child_not_mapped);
    if (!page) return refuse(page.error());
    const Mapping mapping{child->partition, *page};
    if (!mapping.is_accessible())
        return refuse(mapping.is_present() ? Error::child_not_accessible : Error::child_not_mapped);
    if (mapping.mark().is_handed_on()) return refuse(Error::child_handed_on);

    take_back(mapping);
    return succeed(1);
}

} // namespace pepin::services
