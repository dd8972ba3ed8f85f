// Single steps over the ways into the kernel, and the mode of another processor.
#include "assembly.hpp"
#include "child.hpp"
#include "x86/machine.hpp"

namespace adversary {

namespace {

constexpr Word trap = 1 << 8;

// In ring 3 iret leaves the flag of virtual 8086 mode alone. QEMU (7.2) does not: it enters that mode, in
// which selectors are no selectors. Nothing can be mapped where code of that mode would lie, so the next
// instruction faults.
void virtual_8086_mode() {
    if (!far_returns_work()) return;
    Child child{attacker_memory()};
    for (Word selector = 0; selector < 32; ++selector) {
        const auto outcome = child.run([](Word code) { return_to_virtual_8086_mode(code); }, selector);
        if (outcome.event.cause == PIP_EVENT_CAUSE_FAULT && outcome.event.vector == page_fault)
            expect("where the child is", child.interrupted().eip & ~Word{0xffff}, 0);
        else if (selector == PIP_I386_USER_CODE)
            expect_finished("iret to the own segment", outcome);
        else
            expect_fault("iret to another selector", outcome, general_protection, selector & ~Word{3});
    }
}

// A step that is set going right before an entry into the kernel arrives behind it, with the service done.
void steps() {
    Child child{attacker_memory()};
    expect_fault("over a call gate", child.run_code(step_over_gate), debug_exception);
    expect("where", child.interrupted().eip, address_of(step_over_gate_end));
    expect("the error of the service", child.interrupted().regs.edx, PIP_ERROR_NONE);
    expect_fault("the child goes on without steps", child.resume_interrupted(), invalid_opcode);
    if (by_fast_entry()) {
        expect_fault("over sysenter", child.run_code(step_over_sysenter), debug_exception);
        expect("where", child.interrupted().eip, address_of(step_over_sysenter_end));
        expect("the error of the service", child.interrupted().regs.ebx, PIP_ERROR_NONE);
        expect_fault("the child goes on without steps", child.resume_interrupted(), invalid_opcode);
    }
    auto outcome = child.run_code(step_over_interrupt);
    expect("int n with a step", outcome.event.cause, PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT);
    expect_fault("the child goes on without steps", child.resume_interrupted(), invalid_opcode);
    outcome = child.run_code(step_over_stack_segment);
    expect("int n behind a load of SS", outcome.event.cause, PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT);
    expect_fault("the child goes on without steps", child.resume_interrupted(), invalid_opcode);
    outcome = child.run_code(step_over_yield);
    expect("yield with a step", outcome.event.cause, PIP_EVENT_CAUSE_YIELD);
    expect("its entry", outcome.event.vector, parent_entry);
    expect_fault("the child goes on without steps", child.resume(), invalid_opcode);
    expect("flags of root", flags() & trap, 0);
}

constexpr Attempt attempts[] = {
    {0, "virtual 8086 mode by iret", virtual_8086_mode},
    {16, "single steps over gates, sysenter, int n and yield", steps},
};

} // namespace

const std::span<const Attempt> step_attempts{attempts};

} // namespace adversary
