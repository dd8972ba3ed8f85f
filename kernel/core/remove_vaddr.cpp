#include "core/own_page.hpp"
#include "core/services.hpp"

namespace pepin::services {

Outcome remove_vaddr(Word descriptor, Word child_page) {
    const auto child = find_child(descriptor);
    if (!child) return refuse(child.error());
    const auto page = page_argument(child_page);
    if (!page) return refuse(page.error());
    if (!has_tables(child->partition, *page)) return refuse(Error::child_not_mapped);
    const Mapping mapping{child->partition, *page};
    if (!mapping.is_present()) return refuse(Error::child_not_mapped);
    if (!mapping.is_accessible()) return refuse(Error::child_not_accessible);
    if (mapping.mark().is_handed_on()) return refuse(Error::child_handed_on);

    take_back(mapping);
    return succeed(1);
}

} // namespace pepin::services
