// Single steps over the ways into the kernel, and the mode of another processor.
#include "child.hpp"

namespace adversary {

namespace {

constexpr Word trap = 1 << 8;

// A step that is set going right before an entry into the kernel arrives behind it, with the service done.
void steps() {
    Child child{attacker_memory()};
    const auto expect_step = [&](const char* what, const Outcome& outcome, const char* end) {
        expect_fault(what, outcome, debug_exception);
        expect("where", child.interrupted().rip, address_of(end));
        expect("the flag is the child's", child.interrupted().rflags & trap, trap);
    };
    expect_step("over a call", child.run_code(step_over_call), step_over_call_end);
    expect("the error of the service", child.interrupted().rdx, PIP_ERROR_NONE);
    expect_fault("the child goes on without steps", child.resume_interrupted(), invalid_opcode);
    expect_step("over a call of no service", child.run_code(step_over_unknown_call),
                step_over_unknown_call_end);
    expect("its error", child.interrupted().rdx, PIP_ERROR_UNKNOWN_SERVICE);
    expect_fault("the child goes on without steps", child.resume_interrupted(), invalid_opcode);

    auto outcome = child.run_code(step_over_foreign_call);
    expect("a foreign call with a step", outcome.event.cause, PIP_EVENT_CAUSE_CALL);
    expect("where", child.interrupted().rip, address_of(step_over_foreign_call_end));
    expect_fault("the child goes on without steps", child.resume_interrupted(), invalid_opcode);
    // Where nobody takes it, it is a call like others.
    watch(PIP_X86_64_FOREIGN_CALL, pip::Open::to_nobody);
    expect_step("over a foreign call that is refused", child.run_code(step_over_foreign_call),
                step_over_foreign_call_end);
    expect("its error", child.interrupted().rdx, PIP_ERROR_UNKNOWN_SERVICE);
    watch_all_entries();

    outcome = child.run_code(step_over_interrupt);
    expect("int n with a step", outcome.event.cause, PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT);
    expect_fault("the child goes on without steps", child.resume_interrupted(), invalid_opcode);
    outcome = child.run_code(step_over_yield);
    expect("yield with a step", outcome.event.cause, PIP_EVENT_CAUSE_YIELD);
    expect("its entry", outcome.event.vector, parent_entry);
    expect_fault("the child goes on without steps", child.resume(), invalid_opcode);
    expect("flags of root", flags() & trap, 0);
}

// A load of SS keeps the step away from the next instruction: here that is the one that enters the kernel.
void steps_behind_stack_segments() {
    Child child{attacker_memory()};
    auto outcome = child.run_code(step_over_stack_segment_and_call);
    // It arrives behind the call or not at all.
    if (outcome.event.vector == debug_exception) {
        expect_fault("a step", outcome, debug_exception);
        expect("where", child.interrupted().rip, address_of(step_over_stack_segment_and_call_end));
        outcome = child.resume_interrupted();
    }
    expect_fault("behind a call", outcome, invalid_opcode);
    expect("where", child.interrupted().rip, address_of(step_over_stack_segment_and_call_end));
    expect("the error of the service", child.interrupted().rdx, PIP_ERROR_NONE);
    outcome = child.run_code(step_over_stack_segment_and_interrupt);
    expect("int n", outcome.event.cause, PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT);
    expect_fault("the child goes on without steps", child.resume_interrupted(), invalid_opcode);
    outcome = child.run_code(step_over_stack_segment_and_fault);
    expect_fault("int n that is a fault", outcome, general_protection, outcome.event.error);
    expect("its error code", vector_error(outcome.event.error, 3 * 8 + 2), 3 * 8 + 2);
    expect("where", child.interrupted().rip, address_of(step_over_stack_segment_and_fault_at));
    expect("flags of root", flags() & trap, 0);
}

// There is none while words have 64 bits. QEMU (7.2) enters it all the same: selectors are no selectors then.
// Nothing can be mapped where code of that mode would lie, so the next instruction faults.
void virtual_8086_mode() {
    if (!far_returns_work()) return;
    Child child{attacker_memory()};
    for (Word selector = 0; selector < 48; ++selector) {
        const auto outcome = child.run([](Word code) { return_to_virtual_8086_mode(code, pool_address + pip::Page::size); }, selector);
        if (outcome.event.cause == PIP_EVENT_CAUSE_FAULT && outcome.event.vector == page_fault)
            expect("where the child is", child.interrupted().rip & ~Word{0xfffff}, 0);
        else if (selector == PIP_X86_64_USER_CODE)
            expect_finished("iret to the own segment", outcome);
        else
            expect_fault("iret to another selector", outcome, general_protection, selector & ~Word{3});
    }
}

constexpr Attempt attempts[] = {
    {16, "single steps over calls of each kind, int n and yield", steps},
    {16, "single steps over a load of SS and a way in", steps_behind_stack_segments},
    {0, "virtual 8086 mode by iret", virtual_8086_mode},
};

} // namespace

const std::span<const Attempt> step_attempts{attempts};

} // namespace adversary
