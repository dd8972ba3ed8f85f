// Calls: numbers that are none, foreign ones, and what is in the registers afterwards.
#include "child.hpp"

namespace adversary {

namespace {

constexpr Word first_call = PIP_X86_64_FIRST_CALL, end_call = first_call + PIP_X86_64_CALL_RANGE;
constexpr Word unmapped = 0x30000000;
constexpr Word foreign_entry = PIP_X86_64_FOREIGN_CALL;

// Each register has a value of its own, but for the call's number and the first argument.
Registers patterned(Word number, Word first) {
    Registers registers{};
    auto* words = reinterpret_cast<Word*>(&registers);
    for (Word i = 0; i < sizeof(Registers) / sizeof(Word) - 1; ++i) words[i] = 0xa5a5a5a500000000 + i;
    registers.rax = number;
    registers.rdi = first;
    return registers;
}

struct Answer {
    Word value, error;
};

// What a call leaves: the answer, what C functions preserve as it was, and nothing of the kernel's.
void expect_answer(const char* what, Registers before, Answer answer) {
    Registers after = before;
    call_with_registers(&after);
    expect(what, after.rax, answer.value);
    expect(what, after.rdx, answer.error);
    const Word zeros[] = {after.rsi, after.rdi, after.r8, after.r9, after.r10};
    for (const Word word : zeros) expect("RSI, RDI, R8, R9, R10", word, 0);
    const Word kept[][2] = {{after.rbx, before.rbx}, {after.rbp, before.rbp}, {after.r12, before.r12},
                            {after.r13, before.r13}, {after.r14, before.r14}, {after.r15, before.r15}};
    for (const auto& [now, then] : kept) expect("RBX, RBP, R12 to R15", now, then);
    if (before.rsp != 0) expect("RSP", after.rsp, before.rsp);
    expect("RCX is where it returned to", after.rcx, address_of(call_returns));
    constexpr Word arithmetic = 0x8d5;
    expect("R11 is the flags", after.r11 & ~arithmetic, flags() & ~arithmetic);
}

void expect_unknown(Word number) {
    expect_answer("a call that is none", patterned(number, 1), {0, PIP_ERROR_UNKNOWN_SERVICE});
}

// Services, refused and not, and numbers of the kernel's that are none.
void registers_of_calls() {
    expect_answer("a service that is refused", patterned(first_call + PIP_SERVICE_MAPPED_IN_CHILD, unmapped),
                  {0, PIP_ERROR_NOT_MAPPED});
    expect_answer("a service", patterned(first_call + PIP_SERVICE_MAPPED_IN_CHILD, image_address),
                  {0, PIP_ERROR_NONE});
    expect_answer("arguments that are none", patterned(first_call + PIP_SERVICE_CREATE_PARTITION, 1),
                  {0, PIP_ERROR_UNALIGNED});
    expect_answer("a yield that is refused", patterned(first_call + PIP_SERVICE_YIELD, 0),
                  {1, PIP_ERROR_TARGET_INDEX});
    expect_answer("a port", patterned(first_call + PIP_SERVICE_IN_BYTE, 0x20), {0, PIP_ERROR_PORT_DENIED});
    for (Word number = first_call + PIP_SERVICE_COUNT; number < end_call; ++number) expect_unknown(number);
    // The stack is nobody's business.
    for (const Word stack : {Word{1}, ~Word{0}, ~Word{0} / 2, Word{PIP_X86_64_KERNEL_WINDOW} + 0x100000,
                             Word{0x0000800000000000}}) {
        auto registers = patterned(first_call + PIP_SERVICE_MAPPED_IN_CHILD, unmapped);
        registers.rsp = stack;
        expect_answer("a call on a hostile stack", registers, {0, PIP_ERROR_NOT_MAPPED});
    }
}

void run_in_child(Body body) {
    Child child{attacker_memory()};
    expect_finished("the child", child.run(
                                     [](Word function) {
                                         reinterpret_cast<Body>(function)(0);
                                         mailbox()[0] = all_as_expected() ? 1 : 2;
                                     },
                                     address_of(reinterpret_cast<const void*>(body))));
    expect("what the child found", child.mailbox()[0], 1);
}

void registers_in_child() {
    run_in_child([](Word) { registers_of_calls(); });
}

// The words of a context that waits that nobody reads or writes.
constexpr Word first_other = PIP_X86_64_CONTEXT_RAX / sizeof(Word),
               end_other = PIP_X86_64_CONTEXT_SIZE / sizeof(Word);

// What waits in a yield has nothing of who entered it in its registers, nothing of what the kernel has kept
// of somebody's, and nothing of what stands behind the words that were saved.
void registers_of_a_yield() {
    Child child{attacker_memory()};
    const auto yield = [](Word) {
        Registers left = patterned(1, 0);
        call_with_registers(&left); // all of them are saved, and loaded again
        auto registers = patterned(first_call + PIP_SERVICE_YIELD, 0);
        registers.rsi = parent_entry;
        registers.rdx = yielded_entry;
        registers.r10 = 1;
        registers.r8 = 1;
        call_with_registers(&registers);
        const Word lost[] = {registers.rax, registers.rcx, registers.rdx, registers.rsi, registers.rdi,
                             registers.r8,  registers.r9,  registers.r10, registers.r11};
        for (const Word word : lost) expect("what a yield leaves", word, 0);
        const Registers before = patterned(0, 0);
        const Word kept[][2] = {{registers.rbx, before.rbx}, {registers.rbp, before.rbp},
                                {registers.r12, before.r12}, {registers.r13, before.r13},
                                {registers.r14, before.r14}, {registers.r15, before.r15}};
        for (const auto& [now, then] : kept) expect("what a yield keeps", now, then);
        mailbox()[0] = all_as_expected() ? 1 : 2;
    };
    auto* words = reinterpret_cast<volatile Word*>(&child.yielded());
    expect("the child makes a call of none", child.run(yield).event.cause, PIP_EVENT_CAUSE_CALL);
    for (Word i = first_other; i < end_other; ++i) words[i] = 0x5ca1ab1e00 + i;
    expect("the child yields", child.resume_interrupted().event.vector, parent_entry);
    for (Word i = first_other; i < end_other; ++i)
        expect("what a yield saves of other registers", words[i], 0x5ca1ab1e00 + i);
    expect_finished("the child goes on", child.resume());
    expect("what the child found", child.mailbox()[0], 1);
}

// Numbers that are the kernel's only as far as a part of the register goes, and others.
constexpr Word foreign_numbers[] = {0,
                                    1,
                                    60,
                                    first_call - 1,
                                    end_call,
                                    ~Word{0},
                                    0xffffffff,
                                    0x80000000,
                                    Word{1} << 32 | (first_call + PIP_SERVICE_MAPPED_IN_CHILD),
                                    Word{1} << 63 | (first_call + PIP_SERVICE_MAPPED_IN_CHILD),
                                    ~Word{0} << 32 | (first_call + PIP_SERVICE_MAPPED_IN_CHILD),
                                    Word{1} << 32 | first_call,
                                    0xf0000000 + PIP_SERVICE_MAPPED_IN_CHILD,
                                    first_call << 32};

void foreign_calls_of_child() {
    Child child{attacker_memory()};
    for (const Word number : foreign_numbers) {
        const auto outcome = child.run(
            [](Word wanted) {
                auto registers = patterned(wanted, 0x1234);
                call_with_registers(&registers);
                mailbox()[0] = registers.rax;
                mailbox()[1] = registers.rdx;
                mailbox()[2] = registers.r10;
                mailbox()[3] = registers.rcx;
            },
            number);
        expect("a foreign call", outcome.event.cause, PIP_EVENT_CAUSE_CALL);
        expect("its entry", outcome.event.vector, foreign_entry);
        expect("its number", outcome.event.error, number);
        expect("its sender", outcome.event.sender, child.descriptor());
        auto& context = child.interrupted();
        expect("the number, as the child has it", context.rax, number);
        expect("the first argument", context.rdi, 0x1234);
        expect("R10", context.r10, patterned(0, 0).r10);
        expect("where it is", context.rip, address_of(call_returns));
        context.rax = 0x600df00d;
        context.rdx = 0x600df00e;
        expect_finished("the child goes on", child.resume_interrupted());
        expect("the answer", child.mailbox()[0], 0x600df00d);
        expect("its other half", child.mailbox()[1], 0x600df00e);
        expect("R10", child.mailbox()[2], patterned(0, 0).r10);
    }
}

void refused_foreign_calls() {
    constexpr Body body = [](Word) {
        for (const Word number : foreign_numbers) expect_unknown(number);
    };
    auto* vidt = pip::Page::containing(vidt_address).as<volatile Word>();
    for (int round = 0; round < 3; ++round) {
        if (round == 0) watch(foreign_entry, pip::Open::to_nobody);
        if (round == 1) watch(foreign_entry, pip::Open::to_parent);
        if (round == 2) vidt[foreign_entry] = 0;
        // Entry 8 is not for calls.
        run_in_child(body);
    }
    // Root's own, which nobody takes.
    body(0);
    watch_all_entries();
}

void foreign_calls_of_root() {
    const Word entries[] = {foreign_entry};
    pip_event_t event{};
    for (const Word number : foreign_numbers) {
        const bool landed = caught(
            [](Word wanted) {
                auto registers = patterned(wanted, 0);
                call_with_registers(&registers);
            },
            number, entries, event);
        expect("a foreign call of root's arrives", landed ? 1 : 0, 1);
        expect("its cause", event.cause, PIP_EVENT_CAUSE_CALL);
        expect("its number", event.error, number);
        expect("its sender", event.sender, PIP_EVENT_SENDER_ITSELF);
    }
}

// The last instruction of user space: what it returns to is nobody's.
void call_at_the_end() {
    Child child{attacker_memory()};
    constexpr Word last = address_end - 2;
    auto* code = reinterpret_cast<unsigned char*>(child.vidt_page() + pip::Page::size - 2);
    code[0] = 0x0f;
    code[1] = 0x05;
    constexpr Word user = 4, fetch = 16;
    const auto outcome = child.run_code(reinterpret_cast<const void*>(last), 0x30000000);
    // The number is what a child begins with in RAX.
    expect("a call at the end of user space", outcome.event.cause, PIP_EVENT_CAUSE_CALL);
    expect("where it is", child.interrupted().rip, address_end);
    expect_page_fault("it goes on", child.resume_interrupted(), user | fetch, address_end);
}

constexpr Attempt attempts[] = {
    {0, "registers of the kernel's behind each kind of call, in root", registers_of_calls},
    {0, "registers of the kernel's behind each kind of call, in a child", registers_in_child},
    {0, "registers of the parent's behind a yield", registers_of_a_yield},
    {0, "calls that are no services, in a child, by all bits of the number", foreign_calls_of_child},
    {0, "calls that are no services, in root", foreign_calls_of_root},
    {0, "calls that are no services and that nobody takes", refused_foreign_calls},
    {0, "a call at the end of user space", call_at_the_end},
};

} // namespace

const std::span<const Attempt> call_attempts{attempts};

} // namespace adversary
