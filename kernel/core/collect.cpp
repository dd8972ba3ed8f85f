#include "core/configuration.hpp"
#include "core/own_page.hpp"
#include "core/services.hpp"

namespace pepin::services {

Outcome collect(Word descriptor, Word page_address) {
    const auto child = find_child(descriptor);
    if (!child) return refuse(child.error());
    const UserAddress user{page_address};
    if (!user.is_page_aligned()) return refuse(Error::unaligned);
    const Page page = user.page();
    const Level level = last_level(child->partition, page);
    if (level == 0 || is_reserved(page))
        return refuse(is_usable(page) ? Error::no_table : Error::reserved_address);
    // Pip's binaries take 1 for 'there are tables', whether they came back or not.
    if (record_of(table_of(child->partition, Tree::mmu, page, level)).used != 0)
        return refuse(Error::table_in_use, 1);

    give_back_tables(child->partition, page, level);
    return succeed(1);
}

} // namespace pepin::services
