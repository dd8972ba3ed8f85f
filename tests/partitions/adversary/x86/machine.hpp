// What the attempts on PCs have in common, whether the processor runs with words of 32 bits or of 64.
#pragma once

#include "attempt.hpp"

namespace adversary {

// Out by 1, 2 or 4 bytes.
pip_result_t output(Word width, Word port, Word value);
// Whether a port may be within a window of a PCI function's: up to 256 ports, as far as the window's address
// is aligned.
[[nodiscard]] bool is_port_of_a_device(Word port);

// EDX of CPUID's leaf 1, 0 where the processor has no such instruction.
[[nodiscard]] std::uint32_t processor_features();

// Whether far returns in ring 3 work at all. QEMU (7.2) reads their stack with the kernel's rights, which a
// processor with SMAP forbids: there they end in a page fault, and nothing can be tried by them.
[[nodiscard]] bool far_returns_work();

// The flags as they are.
[[nodiscard]] inline Word flags() {
    Word value;
    asm volatile("pushf\n\tpop %0" : "=r"(value));
    return value;
}

// Faults that a partition has not asked for by an instruction of that name.
inline constexpr Word divide_error = 0, debug_exception = 1, invalid_opcode = 6, stack_fault = 12,
                      general_protection = 13, page_fault = 14, coprocessor_error = 16;

extern const std::span<const Attempt> flag_attempts, floating_point_attempts, line_attempts, pci_attempts,
    port_attempts;

} // namespace adversary
