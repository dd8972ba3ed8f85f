// What a compiler would not write: calls with hostile stacks, segments and flags, and far transfers
// (assembly.S).
#pragma once

#include "attempt.hpp"

extern "C" {

// Calls body(argument). Returns 0 where it returns, and 1 where `landing` is entered instead, which leads to
// here.
adversary::Word call_and_land(void (*body)(adversary::Word), adversary::Word argument, user_ctx_t* landing);

// Those that call the kernel themselves return the value in the low half, the error in the high half.

// Calls a gate with this stack pointer; the arguments are what stands there.
std::uint64_t call_gate_on_stack(adversary::Word selector, adversary::Word stack);
// Calls Pip_MappedInChild by its gate, or by sysenter, with null in DS, ES, FS and GS.
std::uint64_t mapped_in_child_without_segments(adversary::Word page);
std::uint64_t mapped_in_child_without_segments_fast(adversary::Word page);
// Calls Pip_MappedInChild by its gate with a selector in one segment register: 0 DS, 1 ES, 2 FS, 3 GS.
std::uint64_t mapped_in_child_with_segment(adversary::Word page, adversary::Word which,
                                           adversary::Word selector);
// Yields to the parent's entry with null in DS and ES.
std::uint64_t yield_without_segments(adversary::Word descriptor, adversary::Word target_index,
                                     adversary::Word save_index);

// Calls a service of libpip's with these flags set on top of those that are; clears them again where it
// returns.
pip_result_t call_with_flags(adversary::Word flags, void (*service)(), adversary::Word first,
                             adversary::Word second, adversary::Word third, adversary::Word fourth,
                             adversary::Word fifth);

// Loads EFLAGS by popf or by iret and returns what they are then. NT, TF, AC and DF are cleared afterwards.
adversary::Word load_flags_by_popf(adversary::Word flags);
adversary::Word load_flags_by_iret(adversary::Word flags);
// Returns by iret to this selector with the flag of virtual 8086 mode, privilege 3 and interrupts off; and as
// iret does in ring 3.
void return_to_virtual_8086_mode(adversary::Word selector);

// Goes to a label of its own code segment's numbers through a far transfer to this selector, and returns if
// that works.
void far_return(adversary::Word selector);
void far_jump(adversary::Word selector);
void far_call(adversary::Word selector);
void interrupt_return(adversary::Word selector);
void load_stack_segment(adversary::Word selector);
// Selectors that the caller finds in its segment registers: 0 DS, 1 ES, 2 FS, 3 GS, 4 SS, 5 CS.
adversary::Word segment(adversary::Word which);
void load_segment(adversary::Word which, adversary::Word selector);

// Executes int 0 to int 255; each returns. The instruction of vector n, of two bytes, stands 4 * n bytes
// behind software_interrupts.
void software_interrupt(adversary::Word vector);
extern const char software_interrupts[];

// sysenter with a hostile address to return to, and with a hostile stack: the latter returns the stack
// pointer as the kernel gave it back.
void sysenter_and_return_to();
adversary::Word sysenter_on_stack(adversary::Word stack);
// sysenter with any service number and four arguments of all ones.
std::uint64_t sysenter_number(adversary::Word service);
// Pip_MappedInChild by a far call of 16 bits.
std::uint64_t call_gate_oddly(adversary::Word page);

// Code for Child::run_code: single steps set going right before an entry into the kernel, and the address
// behind it.
extern const char step_over_gate[], step_over_gate_end[], step_over_sysenter[], step_over_sysenter_end[],
    step_over_interrupt[], step_over_interrupt_end[], step_over_stack_segment[],
    step_over_stack_segment_end[], step_over_yield[], step_over_yield_end[];
// Far transfers within ring 3 on the stack that the argument names.
extern const char far_return_on_stack[], interrupt_return_on_stack[], far_call_on_stack[];
// Spins until an interrupt arrives (for a while, then ud2), where the argument is not 0 with null in DS and
// ES.
extern const char spin[];
// An event while ESP points into the kernel and DS and ES are null.
extern const char divide_on_kernel_stack[], divide_on_kernel_stack_at[], interrupt_on_kernel_stack[];
}

extern "C" std::uint32_t pip_entry; // libpip's

namespace adversary {

// What an entry of assembly.S has returned.
[[nodiscard]] inline pip_result_t split(std::uint64_t answer) {
    return {static_cast<Word>(answer), static_cast<Word>(answer >> 32)};
}

// Whether libpip enters by sysenter, that is, whether the attempts are made by that way.
[[nodiscard]] inline bool by_fast_entry() { return pip_entry == PIP_ENTRY_FAST; }

} // namespace adversary
