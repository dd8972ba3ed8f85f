// Contexts with words that no processor would have left there, and stacks that are nobody's.
#include "child.hpp"
#include "timer.hpp"

namespace adversary {

namespace {

constexpr Word user = 4, fetch = 16; // bits of a page fault's error code
constexpr Word address_bits = (Word{1} << 47) - 1;

// Some are addresses of the kernel, some are no addresses.
constexpr Word places[] = {0x0000008000000000,
                           0x00007fffffffffff,
                           0x0000800000000000,
                           0x0000800000000000 + PIP_X86_64_KERNEL_WINDOW % 0x0000800000000000,
                           0x5a5a5a5a5a5a5a5a,
                           0x7fffffffffffffff,
                           0x8000000000000000,
                           0xdeadbeefdeadbeef,
                           0xffff7fffffffffff,
                           PIP_X86_64_FRAME_TABLE,
                           PIP_X86_64_KERNEL_WINDOW,
                           PIP_X86_64_KERNEL_WINDOW + 0x100000,
                           PIP_X86_64_KERNEL_WINDOW + 0x200000,
                           PIP_X86_64_KERNEL_WINDOW_END - 8,
                           0xffffffffffffffff};

// Where it goes on is cut to 47 bits, so that neither sysret nor iret faults in the kernel: the child does.
void expect_lost(const char* what, const Outcome& outcome, Word place) {
    const Word taken = place & address_bits;
    expect(what, outcome.refused, Error::none);
    expect(what, outcome.event.cause, PIP_EVENT_CAUSE_FAULT);
    // The last bytes before the gap between the two halves are followed by what is no address.
    if (taken > address_bits - 16 && outcome.event.vector == general_protection) return;
    expect(what, outcome.event.vector, page_fault);
    expect(what, outcome.event.error, user | fetch);
    expect(what, outcome.event.address, taken);
}

// By each kind of context: of the program's, of a yield, of a fault.
void hostile_instruction_pointers() {
    Child child{attacker_memory()};
    for (const Word place : places) {
        expect_lost("a program that starts there", child.run_code(reinterpret_cast<const void*>(place)),
                    place);
        expect("the child yields",
               child.run([](Word) { Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1); }).event.vector,
               parent_entry);
        child.yielded().rip = place;
        expect_lost("a yield that goes on there", child.resume(), place);
        expect_fault("the child faults", child.run([](Word) { undefined_instruction(); }), undefined_fault);
        child.interrupted().rip = place;
        expect_lost("a fault that goes on there", child.resume_interrupted(), place);
        expect("int n", child.run([](Word) { make_software_event(); }).event.vector, software_event);
        child.interrupted().rip = place;
        expect_lost("int n that goes on there", child.resume_interrupted(), place);
    }
}

// A child saves itself in a context that it changes: its own entry, by which its parent resumes it.
void hostile_contexts_of_the_child() {
    Child child{attacker_memory()};
    for (const Word place : places) {
        const auto outcome = child.run(
            [](Word where) {
                auto* context = Pip_Entry_Context(reinterpret_cast<user_ctx_t*>(
                    pip::Page::containing(vidt_address).as<volatile Word>()[yielded_entry]));
                *context = {};
                for (Word* word = reinterpret_cast<Word*>(context);
                     word < reinterpret_cast<Word*>(context + 1); ++word)
                    *word = where;
                context->valid = PIP_CONTEXT_STATE_PROGRAM;
                Pip_Yield_Result(0, parent_entry, hostile_entry, 1, 1); // saved nowhere
            },
            place);
        expect("the child yields", outcome.event.vector, parent_entry);
        expect_lost("a context of one word again and again", child.enter(yielded_entry), place);
        const auto& saved = child.interrupted();
        expect("RBX", saved.rbx, place);
        expect("R11", saved.r11, place);
        expect("RSP", saved.rsp, place);
        expect("FS's base", saved.fs_base, place & address_bits);
        expect("GS's base", saved.gs_base, place & address_bits);
        constexpr Word arithmetic = 0x8d5, direction = 0x400, always = 0x202;
        constexpr Word resume = 0x10000; // the processor sets it in what a fault saves
        expect("its flags", saved.rflags & ~(arithmetic | direction | resume), always);
    }
}

// Root itself, entered by a child with a context of root's that leads astray, has nobody above: so its
// pointers are good ones, and everything else is not.
void hostile_context_of_root() {
    static constexpr Word entry = parent_entry + 1;
    const Word entries[] = {entry};
    static Child* chosen;
    Child child{attacker_memory()};
    chosen = &child;
    for (const Word place : places) {
        pip_event_t event{};
        const bool landed = caught(
            [](Word where) {
                auto* context = Pip_Entry_Context(reinterpret_cast<user_ctx_t*>(
                    pip::Page::containing(vidt_address).as<volatile Word>()[entry]));
                context->fs_base = context->gs_base = where;
                context->rax = context->rcx = context->rdx = context->rsi = context->rdi = where;
                context->r8 = context->r9 = context->r10 = context->r11 = where;
                context->rflags = ~Word{0};
                chosen->run([](Word) { Pip_Yield_Result(0, entry, yielded_entry, 1, 1); });
            },
            place, entries, event);
        const Word found = flags();
        asm volatile("cld");
        expect("root is entered", landed ? 1 : 0, 1);
        constexpr Word arithmetic = 0x8d5, direction = 0x400, always = 0x2;
        expect("its flags", found & ~(arithmetic | direction), always);
    }
}

// The stack is looked at by nobody but the partition, at each way into the kernel and out of it.
void hostile_stacks() {
    Child child{attacker_memory()};
    constexpr Word more[] = {0, 1, 7, 8, 0x1000, 0x30000000};
    const auto attempt = [&](Word stack) {
        auto outcome = child.run_code(divide_on_stack, stack);
        expect_fault("a fault", outcome, divide_error);
        expect("where", child.interrupted().rip, address_of(divide_on_stack_at));
        expect("its stack pointer", child.interrupted().rsp, stack);
        expect_fault("it goes on to the same", child.resume_interrupted(), divide_error);
        outcome = child.run_code(interrupt_on_stack, stack);
        expect("int n", outcome.event.vector, software_event);
        expect("its stack pointer", child.interrupted().rsp, stack);
        expect_fault("it goes on", child.resume_interrupted(), invalid_opcode);
        expect_fault("a service", child.run_code(call_on_stack, stack), invalid_opcode);
        expect("its answer", child.interrupted().rdx, PIP_ERROR_NONE);
        expect("its stack pointer", child.interrupted().rsp, stack);
        outcome = child.run_code(foreign_call_on_stack, stack);
        expect("a foreign call", outcome.event.cause, PIP_EVENT_CAUSE_CALL);
        expect("its stack pointer", child.interrupted().rsp, stack);
        expect_fault("it goes on", child.resume_interrupted(), invalid_opcode);
        outcome = child.run_code(yield_on_stack, stack);
        expect("a yield", outcome.event.cause, PIP_EVENT_CAUSE_YIELD);
        expect("its stack pointer", child.yielded().rsp, stack);
        expect_fault("it goes on", child.resume(), invalid_opcode);
        expect("its stack pointer", child.interrupted().rsp, stack);
        if (stack == 0) return;
        arm_timer();
        outcome = child.run_code(spin, stack);
        expect("an interrupt", outcome.event.cause, PIP_EVENT_CAUSE_INTERRUPT);
        expect("its stack pointer", child.interrupted().rsp, stack);
        arm_timer();
        expect("it goes on", child.resume_interrupted().event.cause, PIP_EVENT_CAUSE_INTERRUPT);
    };
    for (const Word stack : places) attempt(stack);
    for (const Word stack : more) attempt(stack);
}

// What is taken of a state and of flags, in their upper halves too.
void upper_halves() {
    Child child{attacker_memory()};
    for (const Word half : {Word{1} << 32, Word{0xffffffff} << 32, Word{1} << 63}) {
        expect("the child yields",
               child.run([](Word) { Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1); }).event.vector,
               parent_entry);
        child.yielded().rflags |= half;
        child.yielded().pipflags = half;
        expect_fault(
            "it goes on",
            [&] {
                child.yielded().rip = address_of(divide_on_stack_at);
                child.yielded().rcx = 0;
                return child.resume();
            }(),
            divide_error);
        expect("its flags", child.interrupted().rflags >> 32, 0);
        expect("its interrupt state", Pip_Get_Int_State_Result(child.descriptor()), Error::none, half);
    }
}

constexpr Attempt attempts[] = {
    {0, "contexts that go on in the kernel, or at what is no address", hostile_instruction_pointers},
    {0, "contexts of a child's making, of one word again and again", hostile_contexts_of_the_child},
    {2, "contexts of root with hostile registers, bases and flags", hostile_context_of_root},
    {0, "stacks in the kernel, and stack pointers that are no addresses, at each way in", hostile_stacks},
    {2, "upper halves of flags and of the interrupt state", upper_halves},
};

} // namespace

const std::span<const Attempt> hostile_attempts{attempts};

} // namespace adversary
