#include "core/own_page.hpp"
#include "core/services.hpp"

namespace pepin::services {

Outcome count_to_map(Word descriptor, Word page_address) {
    const auto child = find_child(descriptor);
    if (!child) return refuse(child.error());
    const auto page = page_argument(page_address);
    if (!page) return refuse(page.error());
    return succeed(tree_count * (leaf_level - last_level(child->partition, *page)));
}

} // namespace pepin::services
