// Pages and children that the caller names in its arguments, checked.
#pragma once

#include "core/tables.hpp"

namespace pepin {

// A mapping of the caller's that its user code may read: aligned, usable, mapped, accessible.
[[nodiscard]] inline Result<Mapping> own_page(Word address) {
    const Partition caller = current_partition();
    const auto page = page_with_tables(caller, address, Error::not_mapped);
    if (!page) return page.error();
    const Mapping mapping{caller, *page};
    if (!mapping.is_accessible()) return mapping.is_present() ? Error::not_accessible : Error::not_mapped;
    return mapping;
}

// A page that the caller may give up to become configuration: it could write all of it itself, nobody
// below it uses it, and it is memory.
[[nodiscard]] inline Result<Mapping> page_to_give_up(Word address) {
    const auto mapping = own_page(address);
    if (!mapping) return mapping.error();
    if (!mapping->is_writable()) return Error::not_writable;
    if (mapping->mark().is_handed_on()) return Error::handed_on;
    if (!mapping->is_memory(true)) return Error::not_memory;
    return *mapping;
}

struct Child {
    Partition partition{};
    Page descriptor{}; // the caller's page
};

// A child of the caller, dying ones included, by the page of its descriptor.
[[nodiscard]] inline Result<Child> find_child_even_dying(Word address) {
    const Partition caller = current_partition();
    const auto page = page_with_tables(caller, address, Error::not_a_child);
    if (!page) return page.error();
    const Mapping mapping{caller, *page};
    if (!mapping.is_present() || record_of(mapping.frame()).kind != Kind::descriptor)
        return Error::not_a_child;
    // A caller also maps the descriptors of its children's descendants; its own children name it as their
    // parent.
    const Partition child{mapping.frame()};
    if (child.parent() != caller) return Error::not_a_child;
    return Child{child, *page};
}

[[nodiscard]] inline Result<Child> find_child(Word address) {
    const auto child = find_child_even_dying(address);
    if (child && child->partition.is_dying()) return Error::child_dying;
    return child;
}

} // namespace pepin
