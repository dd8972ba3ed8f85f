#include "core/hooks.hpp"
#include "core/services.hpp"

namespace pepin::services {

Outcome check_invariants() {
    const Word checked = debug_check_invariants();
    if (checked == 0) return refuse(Error::unknown_service);
    return succeed(checked);
}

} // namespace pepin::services
