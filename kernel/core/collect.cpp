#include "core/configuration.hpp"
#include "core/own_page.hpp"
#include "core/services.hpp"

namespace pepin::services {

Outcome collect(Word descriptor, Word page_address) {
    const auto child = find_child(descriptor);
    if (!child) return refuse(child.error());
    const auto page = page_with_tables(child->partition, page_address, Error::no_table);
    if (!page) return refuse(page.error());
    // Pip's binaries take 1 for 'there are tables', whether they came back or not.
    if (record_of(mmu_leaf(child->partition, *page)).used != 0) return refuse(Error::table_in_use, 1);

    give_back_tables(child->partition, *page);
    return succeed(1);
}

} // namespace pepin::services
