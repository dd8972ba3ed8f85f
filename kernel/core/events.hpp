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
// A call of a service that there is none of, on an architecture that forwards such calls: goes where `int n`
// goes, to entry Architecture::foreign_call.
pepin::Word forward_call(pepin::Word number);
// A hardware interrupt line, already acknowledged: goes to root, whoever runs.
pepin::Word forward_interrupt(pepin::Word line);
// The current partition uses floating point and the registers are another's.
void floating_point_unavailable();
}

// The ways into the services, made of abi/abi.toml. Value in the low half, error in the high half. With value
// 0 and error none, and only then, a service that passes control has replaced processor_context.
//   gate_*  call gates: `stack` is the caller's stack pointer, where the arguments are
//   call_*  with arguments as C passes them
//   fast_*  of those with more arguments than the fast entry has registers, packed as `fast` in abi/abi.toml
//           says; the last word of those that hold a page is the register with the service's number
#include "core/entries.inc"
