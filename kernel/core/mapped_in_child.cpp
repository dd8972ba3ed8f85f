#include "core/own_page.hpp"
#include "core/services.hpp"

namespace pepin::services {

Outcome mapped_in_child(Word address) {
    const auto page = page_argument(address);
    if (!page) return refuse(page.error());
    const Partition caller = current_partition();
    if (!has_tables(caller, *page)) return refuse(Error::not_mapped);
    const Mapping mapping{caller, *page};
    if (!mapping.is_present()) return refuse(Error::not_mapped);
    return succeed(mapping.mark().child().address());
}

} // namespace pepin::services
