// What the entry code of an architecture calls. processor_context holds the registers of the interrupted
// partition; where a function answers 1, it holds those to leave the kernel with. 0: nobody could take the
// event.
#pragma once

#include "core/types.hpp"

extern "C" {
// A fault of the current partition: goes to its parent, or as a double fault to an ancestor. 0 for root.
pepin::Word forward_fault(pepin::Word vector, pepin::Word error_code, pepin::Word address);
// `int n`, n from PIP_VIDT_FIRST_SOFTWARE to 255: goes to the parent; root's own to root itself. 0 also where
// a guarded parent has not opened that entry to its children: then it is a general protection fault of the
// current partition, which the entry code knows how to make.
pepin::Word forward_software_interrupt(pepin::Word vector);
// A hardware interrupt line, already acknowledged: goes to root, whoever runs.
pepin::Word forward_interrupt(pepin::Word line);
// The current partition uses floating point and the registers are another's.
void floating_point_unavailable();

// The call gates: `stack` is the caller's stack pointer. Value in the low half, error in the high half.
// gate_yield with value 0 and error none, and only that, has replaced processor_context.
pepin::DoubleWord gate_out_byte(pepin::Word stack);
pepin::DoubleWord gate_in_byte(pepin::Word stack);
pepin::DoubleWord gate_out_word(pepin::Word stack);
pepin::DoubleWord gate_in_word(pepin::Word stack);
pepin::DoubleWord gate_out_long(pepin::Word stack);
pepin::DoubleWord gate_in_long(pepin::Word stack);
pepin::DoubleWord gate_create_partition(pepin::Word stack);
pepin::DoubleWord gate_count_to_map(pepin::Word stack);
pepin::DoubleWord gate_prepare(pepin::Word stack);
pepin::DoubleWord gate_add_vaddr(pepin::Word stack);
pepin::DoubleWord gate_get_int_state(pepin::Word stack);
pepin::DoubleWord gate_out_address(pepin::Word stack);
pepin::DoubleWord gate_check_invariants(pepin::Word stack);
pepin::DoubleWord gate_set_int_state(pepin::Word stack);
pepin::DoubleWord gate_remove_vaddr(pepin::Word stack);
pepin::DoubleWord gate_mapped_in_child(pepin::Word stack);
pepin::DoubleWord gate_delete_partition(pepin::Word stack);
pepin::DoubleWord gate_collect(pepin::Word stack);
pepin::DoubleWord gate_yield(pepin::Word stack);
pepin::DoubleWord gate_set_ports(pepin::Word stack);

// The services with arguments as C passes them. call_yield like gate_yield.
pepin::DoubleWord call_create_partition(pepin::Word descriptor, pepin::Word mmu_root,
                                        pepin::Word shadow1_root, pepin::Word shadow2_root,
                                        pepin::Word private_page);
pepin::DoubleWord call_count_to_map(pepin::Word descriptor, pepin::Word page);
pepin::DoubleWord call_prepare(pepin::Word descriptor, pepin::Word page, pepin::Word first);
pepin::DoubleWord call_add_vaddr(pepin::Word page, pepin::Word descriptor, pepin::Word child_page,
                                 pepin::Word readable, pepin::Word writable, pepin::Word executable);
pepin::DoubleWord call_get_int_state(pepin::Word descriptor);
pepin::DoubleWord call_check_invariants();
pepin::DoubleWord call_set_int_state(pepin::Word state);
pepin::DoubleWord call_remove_vaddr(pepin::Word descriptor, pepin::Word child_page);
pepin::DoubleWord call_mapped_in_child(pepin::Word page);
pepin::DoubleWord call_delete_partition(pepin::Word descriptor);
pepin::DoubleWord call_collect(pepin::Word descriptor, pepin::Word page);
pepin::DoubleWord call_yield(pepin::Word descriptor, pepin::Word target_index, pepin::Word save_index,
                             pepin::Word flags_on_yield, pepin::Word flags_on_wake);
pepin::DoubleWord call_out_byte(pepin::Word port, pepin::Word value);
pepin::DoubleWord call_in_byte(pepin::Word port);
pepin::DoubleWord call_out_word(pepin::Word port, pepin::Word value);
pepin::DoubleWord call_in_word(pepin::Word port);
pepin::DoubleWord call_out_long(pepin::Word port, pepin::Word value);
pepin::DoubleWord call_in_long(pepin::Word port);
pepin::DoubleWord call_out_address(pepin::Word port, pepin::Word address);
pepin::DoubleWord call_set_ports(pepin::Word descriptor, pepin::Word slot, pepin::Word first,
                                 pepin::Word last);

// Those with more arguments than the fast entry has registers, packed as [fast] in abi/abi.toml says.
// `selector` is the register with the service's number, which has the private frame's page, too.
pepin::DoubleWord fast_create_partition(pepin::Word descriptor, pepin::Word mmu_root,
                                        pepin::Word shadow1_root, pepin::Word shadow2_root,
                                        pepin::Word selector);
pepin::DoubleWord fast_add_vaddr(pepin::Word page, pepin::Word descriptor, pepin::Word child_page,
                                 pepin::Word rights);
pepin::DoubleWord fast_yield(pepin::Word descriptor, pepin::Word indices, pepin::Word flags_on_yield,
                             pepin::Word flags_on_wake);
}
