// What the entry code of an architecture calls. processor_context holds the registers of the interrupted partition;
// where a function answers 1, it holds those to leave the kernel with. 0: nobody could take the event.
#pragma once

#include "core/types.hpp"

extern "C" {
// A fault of the current partition: goes to its parent, or as a double fault to an ancestor. 0 for root.
pepin::Word forward_fault(pepin::Word vector, pepin::Word error_code, pepin::Word address);
// `int n`, n from PIP_VIDT_FIRST_SOFTWARE to 255: goes to the parent; root's own to root itself.
pepin::Word forward_software_interrupt(pepin::Word vector);
// A hardware interrupt line, already acknowledged: goes to root, whoever runs.
pepin::Word forward_interrupt(pepin::Word line);
// The current partition uses floating point and the registers are another's.
void floating_point_unavailable();

// The call gates: `stack` is the caller's stack pointer. Value in the low half, error in the high half.
// gate_yield with value 0 and error none, and only that, has replaced processor_context.
std::uint64_t gate_out_byte(pepin::Word stack);
std::uint64_t gate_in_byte(pepin::Word stack);
std::uint64_t gate_out_word(pepin::Word stack);
std::uint64_t gate_in_word(pepin::Word stack);
std::uint64_t gate_out_long(pepin::Word stack);
std::uint64_t gate_in_long(pepin::Word stack);
std::uint64_t gate_create_partition(pepin::Word stack);
std::uint64_t gate_count_to_map(pepin::Word stack);
std::uint64_t gate_prepare(pepin::Word stack);
std::uint64_t gate_add_vaddr(pepin::Word stack);
std::uint64_t gate_get_int_state(pepin::Word stack);
std::uint64_t gate_out_address(pepin::Word stack);
std::uint64_t gate_check_invariants(pepin::Word stack);
std::uint64_t gate_set_int_state(pepin::Word stack);
std::uint64_t gate_remove_vaddr(pepin::Word stack);
std::uint64_t gate_mapped_in_child(pepin::Word stack);
std::uint64_t gate_delete_partition(pepin::Word stack);
std::uint64_t gate_collect(pepin::Word stack);
std::uint64_t gate_yield(pepin::Word stack);
std::uint64_t gate_set_ports(pepin::Word stack);

// The entry with arguments in registers, see [fast] in abi/abi.toml. As for gate_yield, a yield that answers 0 has
// replaced processor_context.
std::uint64_t fast_entry(pepin::Word selector, pepin::Word first, pepin::Word second, pepin::Word third, pepin::Word fourth);
}
