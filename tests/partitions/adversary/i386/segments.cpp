// Segments: what a partition loads into its segment registers must not matter to the kernel, and no selector
// leads out of ring 3.
#include "assembly.hpp"
#include "child.hpp"
#include "timer.hpp"
#include "x86/machine.hpp"

namespace adversary {

namespace {

constexpr Word null_selector = 0, user_code = PIP_I386_USER_CODE, user_data = PIP_I386_USER_DATA;
constexpr Word privilege = 3; // the bits of a selector that ask for one
// all of the kernel's table with all privileges, the same of a local table, and some behind
constexpr Word selectors = 0x108;

constexpr Word unmapped_page = 0x30000000;

bool loads_as_data(Word selector) {
    const Word index = selector & ~privilege;
    return index == null_selector || index == (user_code & ~privilege) || index == (user_data & ~privilege);
}

void expect_own_segments(const char* what) {
    expect(what, segment(0), user_data);
    expect(what, segment(1), user_data);
    expect(what, segment(4), user_data);
    expect(what, segment(5), user_code);
}

void call_without_segments(Word) {
    const auto gate = split(mapped_in_child_without_segments(unmapped_page));
    expect("a call gate without segments", gate, Error::not_mapped, 0);
    if (by_fast_entry())
        expect("sysenter without segments", split(mapped_in_child_without_segments_fast(unmapped_page)),
               Error::not_mapped, 0);
    expect_own_segments("own segments");
}

void without_segments_in_root() { call_without_segments(0); }

void without_segments_in_child() {
    Child child{attacker_memory()};
    const auto outcome = child.run([](Word) {
        call_without_segments(0);
        mailbox()[0] = all_as_expected() ? 1 : 2;
    });
    expect_finished("the child", outcome);
    expect("what the child found", child.mailbox()[0], 1);
    expect_own_segments("the parent's segments");
}

void every_selector_around_a_call() {
    Child child{attacker_memory()};
    for (Word which = 0; which < 4; ++which)
        for (Word selector = 0; selector < selectors; ++selector) {
            child.mailbox()[0] = 0;
            const auto outcome = child.run(
                [](Word argument) {
                    const auto result =
                        split(mapped_in_child_with_segment(unmapped_page, argument >> 16, argument & 0xffff));
                    mailbox()[0] = result.error << 8 | (result.value & 0xff);
                },
                which << 16 | selector);
            if (loads_as_data(selector)) {
                expect_finished("a call with a segment that can be loaded", outcome);
                expect("its result", child.mailbox()[0], PIP_ERROR_NOT_MAPPED << 8);
            } else {
                expect_fault("a segment that cannot be loaded", outcome, general_protection,
                             selector & ~privilege);
            }
        }
}

void every_selector_as_stack() {
    Child child{attacker_memory()};
    for (Word selector = 0; selector < selectors; ++selector) {
        const auto outcome = child.run([](Word value) { load_stack_segment(value); }, selector);
        if (selector == user_data)
            expect_finished("the stack's own selector", outcome);
        else
            expect_fault("a selector in SS", outcome, general_protection, selector & ~privilege);
    }
}

struct Transfer {
    const char* name;
    Body function;
    bool is_return; // then the selector has to ask for ring 3
    bool enters_gates;
};
constexpr Transfer transfers[] = {
    {"far return", [](Word selector) { far_return(selector); }, true, false},
    {"iret", [](Word selector) { interrupt_return(selector); }, true, false},
    {"far jump", [](Word selector) { far_jump(selector); }, false, false},
    {"far call", [](Word selector) { far_call(selector); }, false, true},
};

// Gates lead to the kernel's code; only a call may use them. A jump faults for that code's sake.
bool is_gate(Word selector) {
    constexpr Word local_table = 4;
    return (selector & local_table) == 0 && selector >= PIP_I386_FIRST_SELECTOR &&
           selector < PIP_I386_FIRST_SELECTOR + 8 * PIP_SERVICE_COUNT;
}

void every_selector_as_code() {
    const bool stacks_work = far_returns_work();
    Child child{attacker_memory()};
    for (const auto& transfer : transfers) {
        const bool uses_stack = transfer.is_return || transfer.enters_gates;
        if (uses_stack && !stacks_work) continue;
        for (Word selector = 0; selector < selectors; ++selector) {
            if (is_gate(selector) && transfer.enters_gates) continue; // that is a service
            const auto outcome = child.run(transfer.function, selector);
            const bool own = (selector & ~privilege) == (user_code & ~privilege);
            if (own && (!transfer.is_return || selector == user_code)) {
                expect_finished(transfer.name, outcome);
            } else {
                const bool jump_to_gate = is_gate(selector) && !transfer.is_return;
                expect_fault(transfer.name, outcome, general_protection,
                             jump_to_gate ? PIP_I386_KERNEL_CODE : selector & ~privilege);
            }
        }
    }
}

// Stacks of far transfers within ring 3. The return is tried first: where the processor reads the kernel for
// it, a call would write there, and the rest is not tried.
void far_transfers_on_stacks_of_the_kernel() {
    constexpr Word present = 1, write = 2, user = 4;
    const bool stacks_work = far_returns_work();
    Child child{attacker_memory()};
    const Word stacks[] = {PIP_I386_KERNEL_WINDOW + 0x100000, PIP_I386_KERNEL_WINDOW + 0x112000,
                           PIP_I386_KERNEL_WINDOW + 0x1000};
    // Processors differ in which word of the stack they use first.
    const auto is_right = [](const Outcome& outcome, Word stack, Word error) {
        return outcome.event.vector == page_fault && outcome.event.error == error &&
               outcome.event.address - stack + 12 < 24;
    };
    if (!stacks_work || !is_right(child.run_code(far_return_on_stack, stacks[0]), stacks[0], present | user))
        return blame_emulator();
    for (const Word stack : stacks) {
        expect("a far return",
               is_right(child.run_code(far_return_on_stack, stack), stack, present | user) ? 1 : 0, 1);
        expect("iret",
               is_right(child.run_code(interrupt_return_on_stack, stack), stack, present | user) ? 1 : 0, 1);
        expect("a far call",
               is_right(child.run_code(far_call_on_stack, stack), stack, present | write | user) ? 1 : 0, 1);
    }
}

void interrupt_without_segments() {
    Child child{attacker_memory()};
    arm_timer();
    const auto outcome = child.run_code(spin, 1);
    expect("entered by an interrupt", outcome.event.cause, PIP_EVENT_CAUSE_INTERRUPT);
    expect("of the timer", outcome.event.vector, PIP_VIDT_FIRST_INTERRUPT);
    expect_own_segments("root's segments");
}

void fault_without_segments() {
    Child child{attacker_memory()};
    expect_fault("a division by zero", child.run_code(divide_on_kernel_stack), divide_error);
    expect("where", child.interrupted().eip,
           static_cast<Word>(reinterpret_cast<std::uintptr_t>(divide_on_kernel_stack_at)));
    expect("on which stack", child.interrupted().regs.esp, PIP_I386_KERNEL_WINDOW + 0x100000);
    const auto outcome = child.run_code(interrupt_on_kernel_stack);
    expect("entered by a software interrupt", outcome.event.cause, PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT);
    expect("of that number", outcome.event.vector, 0x60);
    expect_own_segments("root's segments");
}

void yield_without_any() {
    Child child{attacker_memory()};
    const auto outcome = child.run([](Word) {
        yield_without_segments(0, parent_entry, yielded_entry);
        mailbox()[0] = segment(0) << 16 | segment(1);
    });
    expect("entered by a yield", outcome.event.cause, PIP_EVENT_CAUSE_YIELD);
    expect("at the entry that the child named", outcome.event.vector, parent_entry);
    expect_own_segments("root's segments");
    expect_finished("the child goes on", child.resume());
    expect("with its own segments", child.mailbox()[0], user_data << 16 | user_data);
}

void segments_leak() {
    Child child{attacker_memory()};
    const auto outcome = child.run([](Word) {
        load_segment(2, user_data);
        load_segment(3, user_code);
        Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1);
    });
    expect("entered by a yield", outcome.event.cause, PIP_EVENT_CAUSE_YIELD);
    expect("FS", segment(2), 0);
    expect("GS", segment(3), 0);
}

void gate_by_16_bits() {
    Child child{attacker_memory()};
    const auto outcome = child.run([](Word) {
        const auto result = split(call_gate_oddly(unmapped_page));
        mailbox()[0] = result.error << 8 | (result.value & 0xff);
    });
    expect_finished("the child", outcome);
    expect("its result", child.mailbox()[0], PIP_ERROR_NOT_MAPPED << 8);
}

constexpr Attempt attempts[] = {
    {1, "services with null in all data segments, in root", without_segments_in_root},
    {1, "services with null in all data segments, in a child", without_segments_in_child},
    {1, "a service with every selector in DS, ES, FS and GS", every_selector_around_a_call},
    {1, "yield with null in all data segments", yield_without_any},
    {1, "an interrupt while DS and ES are null", interrupt_without_segments},
    {1, "a fault and int n while ESP points into the kernel and DS is null", fault_without_segments},
    {13, "FS and GS of a child, looked at by its parent", segments_leak},
    {0, "every selector in SS", every_selector_as_stack},
    {0, "far return, iret, far jump and far call to every selector", every_selector_as_code},
    {0, "far returns, iret and far calls on stacks in the kernel", far_transfers_on_stacks_of_the_kernel},
    {0, "a far call of 16 bits with an offset through a gate", gate_by_16_bits},
};

} // namespace

const std::span<const Attempt> segment_attempts{attempts};

bool far_returns_work() {
    Child child{attacker_memory()};
    return child.run([](Word) { interrupt_return(PIP_I386_USER_CODE); }).finished();
}

} // namespace adversary
