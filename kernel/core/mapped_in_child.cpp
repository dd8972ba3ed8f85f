#include "core/own_page.hpp"
#include "core/services.hpp"

namespace pepin::services {

Outcome mapped_in_child(Word address) {
    const Partition caller = current_partition();
    const auto page = page_with_tables(caller, address, Error::not_mapped);
    if (!page) return refuse(page.error());
    const Mapping mapping{caller, *page};
    if (!mapping.is_present()) return refuse(Error::not_mapped);
    return succeed(mapping.mark().child().address());
}

} // namespace pepin::services
