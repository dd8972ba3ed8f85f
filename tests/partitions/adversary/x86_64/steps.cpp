// Single steps over the ways into the kernel, and the mode of another processor.
#include "child.hpp"
#include "timer.hpp"

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
        const auto outcome = child.run(
            [](Word code) { return_to_virtual_8086_mode(code, pool_address + pip::Page::size); }, selector);
        if (outcome.event.cause == PIP_EVENT_CAUSE_FAULT && outcome.event.vector == page_fault)
            expect("where the child is", child.interrupted().rip & ~Word{0xfffff}, 0);
        else if (selector == PIP_X86_64_USER_CODE)
            expect_finished("iret to the own segment", outcome);
        else
            expect_fault("iret to another selector", outcome, general_protection, selector & ~Word{3});
    }
}

// A child with code where that mode finds it.
struct Virtual8086 {
    static constexpr Word stack = pool_address + pip::Page::size;
    Child child{attacker_memory()};

    Virtual8086() {
        constexpr Word own = 512, place = 0x10000, tables = 3;
        auto* code = pip::Page::containing(spare_page(own)).as<volatile char>();
        const Word bytes = address_of(code_at_64_kib_end) - address_of(code_at_64_kib);
        for (Word i = 0; i < bytes; ++i) code[i] = code_at_64_kib[i];
        for (Word i = 1; i <= tables; ++i)
            *pip::Page::containing(spare_page(own + i)).as<volatile Word>() =
                i == tables ? 0 : spare_page(own + i + 1);
        // Where nobody may map anything there, there is nothing to attempt.
        is_there =
            Pip_Prepare_Result(child.descriptor(), place, spare_page(own + 1)).error == PIP_ERROR_NONE &&
            Pip_AddVAddr_Result(spare_page(own), child.descriptor(), place, PIP_RIGHTS(1, 1, 1)).error ==
                PIP_ERROR_NONE;
    }
    bool is_there = false;
};

// In that mode the numbers of the kernel's segments are partitions' code like any other: a trap there is none
// of the kernel's.
void kernel_segments_in_virtual_8086_mode() {
    if (!far_returns_work()) return;
    Virtual8086 setup;
    if (!setup.is_there) return;
    const auto outcome = setup.child.run_code(step_in_virtual_8086_mode, setup.stack);
    expect("entered by a fault of the child's", outcome.event.cause, PIP_EVENT_CAUSE_FAULT);
    expect("the code segment of what is at 64 KiB", setup.child.mailbox()[0], 0);
}

// What iret takes of the flags in that mode it must not take of a partition.
void interrupts_in_virtual_8086_mode() {
    if (!far_returns_work()) return;
    Virtual8086 setup;
    if (!setup.is_there) return;
    arm_timer();
    const auto outcome = setup.child.run_code(wait_in_virtual_8086_mode, setup.stack);
    if (outcome.event.vector == page_fault || outcome.event.vector == general_protection) return;
    expect("entered by an interrupt", outcome.event.cause, PIP_EVENT_CAUSE_INTERRUPT);
}

constexpr Attempt attempts[] = {
    {16, "single steps over calls of each kind, int n and yield", steps},
    {16, "single steps over a load of SS and a way in", steps_behind_stack_segments},
    {0, "virtual 8086 mode by iret, in the kernel's segments", kernel_segments_in_virtual_8086_mode},
    {0, "virtual 8086 mode by iret, with interrupts off", interrupts_in_virtual_8086_mode},
    {0, "virtual 8086 mode by iret", virtual_8086_mode},
};

} // namespace

const std::span<const Attempt> step_attempts{attempts};

} // namespace adversary
