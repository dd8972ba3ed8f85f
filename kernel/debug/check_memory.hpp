// All invariants, on memory as it is. The debug kernel and the host's tests use the same check.
#pragma once

#include "debug/claim.hpp"
#include "debug/representation.hpp"
#include "spec/invariants.hpp"
#include "spec/isolation.hpp"

namespace pepin::debug {

// Hands every violation to `report`; `deepest` has room for kernel_state.frame_count frames. Returns how many
// claims were checked.
template <class Report> Word check_memory(DeepestMapping* deepest, Report report) {
    MemoryView view{deepest};
    view.find_deepest_mappings();
    Claim<Report> claim{report};
    spec::claim_all(view, MemoryView::frame_count(), claim);
    claim_representation(view, claim);
    return claim.count();
}

} // namespace pepin::debug
