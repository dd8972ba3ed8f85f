// Pages and children that the caller names in its arguments, checked.
#pragma once

#include "core/tables.hpp"

namespace pepin {

// A mapping of the caller's that its user code may read: aligned, usable, mapped, accessible.
[[nodiscard]] inline Result<Mapping> own_page(Word address) {
    const auto page = page_argument(address);
    if (!page) return page.error();
    const Partition caller = current_partition();
    if (!has_tables(caller, *page)) return Error::not_mapped;
    const Mapping mapping{caller, *page};
    if (!mapping.is_present()) return Error::not_mapped;
    if (!mapping.is_accessible()) return Error::not_accessible;
    return mapping;
}

// A page that the caller may give up to become configuration: it could write all of it itself, nobody
// below it uses it, and it is memory.
[[nodiscard]] inline Result<Mapping> page_to_give_up(Word address) {
    const auto mapping = own_page(address);
    if (!mapping) return mapping.error();
    if (!mapping->is_writable()) return Error::not_writable;
    if (mapping->mark().is_handed_on()) return Error::handed_on;
    if (record_of(mapping->frame()).kind != Kind::user) return Error::not_memory;
    return *mapping;
}

struct Child {
    Partition partition{};
    Page descriptor{}; // the caller's page
};

// A child of the caller, dying ones included, by the page of its descriptor.
[[nodiscard]] inline Result<Child> find_child_even_dying(Word address) {
    const auto page = page_argument(address);
    if (!page) return page.error();
    const Partition caller = current_partition();
    if (!has_tables(caller, *page)) return Error::not_a_child;
    const Mapping mapping{caller, *page};
    // The mark and the frame table say the same of every reachable state; either would do alone.
    if (!mapping.is_present() || !mapping.mark().is_descriptor()) return Error::not_a_child;
    if (record_of(mapping.frame()).kind != Kind::descriptor) return Error::not_a_child;
    return Child{Partition{mapping.frame()}, *page};
}

[[nodiscard]] inline Result<Child> find_child(Word address) {
    const auto child = find_child_even_dying(address);
    if (child && child->partition.is_dying()) return Error::child_dying;
    return child;
}

} // namespace pepin
