// Segments: what a partition loads into its segment registers must not matter to the kernel or to others, and
// no selector leads out of ring 3, or to code of 32 bits.
#include "child.hpp"
#include "timer.hpp"

namespace adversary {

namespace {

constexpr Word null_selector = 0, user_code = PIP_X86_64_USER_CODE, user_data = PIP_X86_64_USER_DATA;
constexpr Word privilege = 3; // the bits of a selector that ask for one
// all of the kernel's table with all privileges, the same of a local table, and some behind
constexpr Word selectors = 0x108;

bool loads_as_data(Word selector) {
    const Word index = selector & ~privilege;
    return index == null_selector || index == (user_code & ~privilege) || index == (user_data & ~privilege);
}

struct Selectors {
    Word all[6];
    Selectors() {
        for (Word which = 0; which < 6; ++which) all[which] = segment(which);
    }
};

void expect_same(const char* what, const Selectors& before) {
    const Selectors now;
    for (Word which = 0; which < 6; ++which) expect(what, now.all[which], before.all[which]);
}

void every_selector_around_events() {
    const Selectors roots;
    Child child{attacker_memory()};
    for (Word which = 0; which < 4; ++which)
        for (Word selector = 0; selector < selectors; ++selector) {
            child.mailbox()[0] = 0;
            auto outcome = child.run(
                [](Word argument) {
                    load_segment(argument >> 16, argument & 0xffff);
                    mailbox()[0] = Pip_MappedInChild_Result(0x30000000).error;
                    make_software_event();
                    undefined_instruction();
                },
                which << 16 | selector);
            if (loads_as_data(selector)) {
                expect("int n with a segment that can be loaded", outcome.event.vector, software_event);
                expect("a service's result", child.mailbox()[0], PIP_ERROR_NOT_MAPPED);
                expect_same("root's segments", roots);
                expect_fault("a fault with it", child.resume_interrupted(), invalid_opcode);
            } else {
                expect_fault("a segment that cannot be loaded", outcome, general_protection,
                             selector & ~privilege);
            }
            expect_same("root's segments", roots);
        }
}

// What one partition leaves in the segment registers no other finds.
void segments_leak() {
    const Selectors roots;
    Child child{attacker_memory()}, sibling{spare_page(256)};
    const auto look = [](Word) {
        for (Word which = 0; which < 6; ++which) mailbox()[which] = segment(which);
    };
    expect_finished("the sibling", sibling.run(look));
    Word before[6];
    for (Word which = 0; which < 6; ++which) before[which] = sibling.mailbox()[which];
    const auto leave = [](Word selector) {
        for (Word which = 0; which < 4; ++which) load_segment(which, selector);
        Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1);
    };
    for (const Word selector : {Word{1}, Word{3}, user_data & ~privilege, user_data, user_code}) {
        expect("the child yields", child.run(leave, selector).event.vector, parent_entry);
        expect_same("root's segments behind a yield", roots);
        expect_finished("the sibling", sibling.run(look));
        for (Word which = 0; which < 6; ++which)
            expect("the sibling's segments", sibling.mailbox()[which], before[which]);
    }
}

void every_selector_as_stack() {
    const bool stacks_work = far_returns_work();
    Child child{attacker_memory()};
    for (Word selector = 0; selector < selectors; ++selector) {
        const auto outcome = child.run([](Word value) { load_stack_segment(value); }, selector);
        if (selector == user_data)
            expect_finished("the stack's own selector", outcome);
        else
            expect_fault("a selector in SS", outcome, general_protection, selector & ~privilege);
        if (!stacks_work) continue;
        const auto returned = child.run([](Word value) { interrupt_return_to_stack(value); }, selector);
        if (selector == user_data)
            expect_finished("the stack's own selector, by iret", returned);
        else
            expect_fault("a selector in SS, by iret", returned, general_protection, selector & ~privilege);
    }
}

struct Transfer {
    const char* name;
    Body function;
    bool is_return; // then the selector has to ask for ring 3
    bool uses_stack;
};
constexpr Transfer transfers[] = {
    {"far return", [](Word selector) { far_return(selector); }, true, true},
    {"iret", [](Word selector) { interrupt_return(selector); }, true, true},
    {"far jump", [](Word selector) { far_jump(selector); }, false, false},
    {"far call", [](Word selector) { far_call(selector, pool_address + pip::Page::size); }, false, true},
};

// There are no gates, and no code but the partitions' own, of 64 bits.
void every_selector_as_code() {
    const bool stacks_work = far_returns_work();
    Child child{attacker_memory()};
    for (const auto& transfer : transfers) {
        if (transfer.uses_stack && !stacks_work) continue;
        for (Word selector = 0; selector < selectors; ++selector) {
            const auto outcome = child.run(transfer.function, selector);
            const bool own = (selector & ~privilege) == (user_code & ~privilege);
            if (own && (!transfer.is_return || selector == user_code))
                expect_finished(transfer.name, outcome);
            else
                expect_fault(transfer.name, outcome, general_protection, selector & ~privilege);
        }
    }
}

// Stacks of far transfers within ring 3. The return is tried first: where the processor reads the kernel for
// it, a call would write there, and the rest is not tried.
void far_transfers_on_stacks_of_the_kernel() {
    constexpr Word write = 2, user = 4, present = 1;
    const bool stacks_work = far_returns_work();
    Child child{attacker_memory()};
    const Word stacks[] = {PIP_X86_64_KERNEL_WINDOW + 0x100000, PIP_X86_64_KERNEL_WINDOW + 0x112000,
                           PIP_X86_64_FRAME_TABLE + 0x1000};
    // Processors differ in which word of the stack they use first.
    const auto is_right = [](const Outcome& outcome, Word stack, Word error) {
        return outcome.event.vector == page_fault && (outcome.event.error & ~present) == error &&
               outcome.event.address - stack + 48 < 96;
    };
    if (!stacks_work || !is_right(child.run_code(far_return_on_stack, stacks[0]), stacks[0], user))
        return blame_emulator();
    for (const Word stack : stacks) {
        expect("a far return", is_right(child.run_code(far_return_on_stack, stack), stack, user) ? 1 : 0, 1);
        expect("iret", is_right(child.run_code(interrupt_return_on_stack, stack), stack, user) ? 1 : 0, 1);
        expect("a far call", is_right(child.run_code(far_call_on_stack, stack), stack, write | user) ? 1 : 0,
               1);
    }
}

constexpr Attempt attempts[] = {
    {1, "services and events with every selector in DS, ES, FS and GS", every_selector_around_events},
    {13, "segments of a child, looked at by its parent and a sibling", segments_leak},
    {0, "every selector in SS", every_selector_as_stack},
    {0, "far return, iret, far jump and far call to every selector", every_selector_as_code},
    {0, "far returns, iret and far calls on stacks in the kernel", far_transfers_on_stacks_of_the_kernel},
};

} // namespace

const std::span<const Attempt> segment_attempts{attempts};

bool far_returns_work() {
    Child child{attacker_memory()};
    return child.run([](Word) { interrupt_return(PIP_X86_64_USER_CODE); }).finished();
}

} // namespace adversary
