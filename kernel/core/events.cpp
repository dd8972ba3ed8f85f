// Faults, software and hardware interrupts, forwarded to the partition that is in charge of them.
#include "core/events.hpp"

#include "core/control.hpp"

using namespace pepin;

Word forward_fault(Word vector, Word error_code, Word address) {
    return deliver_upwards({abi::Cause::fault, vector, 0, error_code, address, vector}, Opener::kernel) ? 1
                                                                                                        : 0;
}

namespace {

// What the current partition itself asks for, of its parent.
[[nodiscard]] Word forward_request(const Event& event) {
    // Root has no parent; Pip's binaries use `int n` in root to reach root's own VIDT.
    if (current_partition().is_root()) return deliver_to_root(event, Opener::itself) ? 1 : 0;
    return deliver_upwards(event, Opener::child) ? 1 : 0;
}

} // namespace

Word forward_software_interrupt(Word vector) {
    return forward_request({abi::Cause::software_interrupt, vector, PIP_EVENT_SENDER_ITSELF, 0, 0, vector});
}

Word forward_call(Word number) {
    if constexpr (Architecture::foreign_call == 0) return 0;
    return forward_request({abi::Cause::call, Architecture::foreign_call, PIP_EVENT_SENDER_ITSELF, number, 0,
                            Architecture::foreign_call});
}

Word forward_interrupt(Word line) {
    const Word index = Architecture::first_interrupt + line;
    return deliver_to_root({abi::Cause::interrupt, index, PIP_EVENT_SENDER_KERNEL, 0, 0, index,
                            current_partition().depth()},
                           Opener::kernel)
               ? 1
               : 0;
}
