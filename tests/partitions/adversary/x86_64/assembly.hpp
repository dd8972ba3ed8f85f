// What a compiler would not write: calls with hostile registers, stacks and flags, far transfers, and bases
// of segments (assembly.S).
#pragma once

#include "attempt.hpp"

namespace adversary {

// What a call finds in the registers, and what it leaves there.
struct Registers { // assembly.S
    Word rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15;
    Word rsp; // 0: the caller's own
};

} // namespace adversary

extern "C" {

// Calls body(argument). Returns 0 where it returns, and 1 where `landing` is entered instead, which leads to
// here.
adversary::Word call_and_land(void (*body)(adversary::Word), adversary::Word argument, user_ctx_t* landing);

// `syscall` with these registers. RCX and R11 are the processor's: where it returned to is call_returns.
void call_with_registers(adversary::Registers* registers);
extern const char call_returns[];

// Calls a service of libpip's with these flags set on top of those that are; clears them again where it
// returns.
pip_result_t call_with_flags(adversary::Word flags, void (*service)(), adversary::Word first,
                             adversary::Word second, adversary::Word third, adversary::Word fourth,
                             adversary::Word fifth);

// Loads RFLAGS by popf or by iret and returns what they are then. NT, TF, AC and DF are cleared afterwards.
adversary::Word load_flags_by_popf(adversary::Word flags);
adversary::Word load_flags_by_iret(adversary::Word flags);
// Returns by an iret of 32 bits to this selector with the flag of virtual 8086 mode, from a stack below 4
// GiB: QEMU (7.2) takes no more of the stack pointer.
void return_to_virtual_8086_mode(adversary::Word selector, adversary::Word stack);

// Code for Child::run_code, with a stack below 4 GiB, that goes on in that mode in code_at_64_kib: at its
// last byte of the first 0x80, with a single step and the selector of the kernel's code, where what follows
// says in the mailbox by which code segment it is run and ends in int 0x60; or behind them, with interrupts
// off, where it waits for one and ends in ud2.
extern const char step_in_virtual_8086_mode[], wait_in_virtual_8086_mode[], code_at_64_kib[],
    code_at_64_kib_end[];

// Goes to a label of its own code through a far transfer to this selector, and returns if that works.
void far_return(adversary::Word selector);
void far_jump(adversary::Word selector);
void far_call(adversary::Word selector, adversary::Word stack); // below 4 GiB, as above
void interrupt_return(adversary::Word selector);
// ... with this selector for the stack.
void interrupt_return_to_stack(adversary::Word selector);
void load_stack_segment(adversary::Word selector);
// Selectors that the caller finds in its segment registers: 0 DS, 1 ES, 2 FS, 3 GS, 4 SS, 5 CS.
adversary::Word segment(adversary::Word which);
void load_segment(adversary::Word which, adversary::Word selector);

// Executes int 0 to int 255; each returns. The instruction of vector n, of two bytes, stands 4 * n bytes
// behind software_interrupts.
void software_interrupt(adversary::Word vector);
extern const char software_interrupts[];

// Code for Child::run_code: single steps set going right before an entry into the kernel, and the address
// behind it.
extern const char step_over_call[], step_over_call_end[], step_over_unknown_call[],
    step_over_unknown_call_end[], step_over_foreign_call[], step_over_foreign_call_end[],
    step_over_interrupt[], step_over_stack_segment_and_call[], step_over_stack_segment_and_call_end[],
    step_over_stack_segment_and_interrupt[], step_over_stack_segment_and_fault[],
    step_over_stack_segment_and_fault_at[], step_over_yield[], step_over_yield_end[];
// Far transfers within ring 3 on the stack that the argument names.
extern const char far_return_on_stack[], interrupt_return_on_stack[], far_call_on_stack[];
// Spins until an interrupt arrives (for a while, then ud2), with the argument as stack pointer unless it is
// 0.
extern const char spin[];
// Events with the argument as stack pointer.
extern const char divide_on_stack[], divide_on_stack_at[], interrupt_on_stack[], call_on_stack[],
    foreign_call_on_stack[], yield_on_stack[];
// Loads both bases with the instructions for it, and yields to the parent's first own entry.
extern const char write_fs_base[], write_fs_base_at[], write_gs_base[], write_gs_base_at[];
}

namespace adversary {

[[nodiscard]] Word read_fs_base();
[[nodiscard]] Word read_gs_base();
void set_fs_base(Word base);
void set_gs_base(Word base);
// Whether there are these instructions. Without them bases are seen by what they lead to.
[[nodiscard]] bool has_base_instructions();
// Whether instructions that tell of descriptor tables fault in ring 3.
[[nodiscard]] bool has_instruction_prevention();

} // namespace adversary
