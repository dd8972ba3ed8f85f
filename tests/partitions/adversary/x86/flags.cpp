// Flags: what a partition sets must not reach the kernel or another partition, and what is the kernel's it
// cannot set.
#include "child.hpp"
#include "timer.hpp"
#include "x86/machine.hpp"

namespace adversary {

namespace {

constexpr Word trap = 1 << 8, interrupts = 1 << 9, direction = 1 << 10, privilege = 3 << 12,
               nested_task = 1 << 14, resume = 1 << 16, virtual_8086 = 1 << 17, alignment_check = 1 << 18,
               virtual_interrupts = 3 << 19;
constexpr Word arithmetic = 0x8d5, always_one = 2;

// Contexts whose flags are all ones.
void hostile_context_flags() {
    Child child{attacker_memory()};
    // Stops at once, resumes with the flags that its parent has put into its context.
    const auto outcome = child.run([](Word) {
        Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1);
        mailbox()[0] = flags();
        asm volatile("cld");
    });
    expect("the child has yielded", outcome.event.vector, parent_entry);
    flags_of(child.yielded()) = ~Word{0};
    child.yielded().pipflags = 0; // no child may run with interrupts off
    expect_finished("the child goes on", child.resume());
    // By the fast entry and libpip's stub some instructions change the arithmetic flags on the way.
    expect("its flags", child.mailbox()[0] & ~(arithmetic | direction), always_one | interrupts);
}

// Where root is entered with interrupts off or on is up to its context's state alone. A child yields to an
// entry of root's whose context has that state, and all flags.
void interrupts_of_root() {
    static constexpr Word entry = parent_entry + 1;
    Child child{attacker_memory()};
    struct Plan {
        Child& child;
        Word state;
    };
    for (const Word state : {Word{0}, Word{1}, Word{0x100}, Word{0x10000}, ~Word{0} / 2 + 1, ~Word{0}}) {
        Plan plan{child, state};
        const auto let_child_yield = [](Word argument) {
            const Plan& wanted = *reinterpret_cast<const Plan*>(argument);
            auto* context = Pip_Entry_Context(
                reinterpret_cast<user_ctx_t*>(pip::Vidt::mine().page().as<volatile Word>()[entry]));
            context->pipflags = wanted.state;
            flags_of(*context) = ~Word{0};
            wanted.child.run([](Word) { Pip_Yield_Result(0, entry, yielded_entry, 1, 1); });
        };
        const Word entries[] = {entry};
        pip_event_t event{};
        const bool landed = caught(let_child_yield, address_of(&plan), entries, event);
        const Word found = flags();
        asm volatile("cld");
        Pip_Set_Int_State_Result(0);
        expect("root is entered", landed ? 1 : 0, 1);
        expect("interrupts in root", found & interrupts, state == 0 ? 0 : interrupts);
        expect("other flags of root",
               found & (trap | privilege | nested_task | resume | virtual_8086 | alignment_check |
                        virtual_interrupts),
               0);
    }
}

// popf and iret in ring 3: neither interrupts nor privilege change, and single steps, nested tasks and
// virtual 8086 mode are tried apart.
void try_flags(Word by_iret) {
    constexpr Word tried = ~(trap | nested_task | alignment_check) & 0xffffffff,
                   kernels = interrupts | privilege | virtual_8086 | virtual_interrupts;
    const Word before = flags() & kernels;
    for (const Word wanted :
         {tried, Word{0}, Word{privilege}, Word{interrupts}, Word{virtual_8086}, Word{virtual_interrupts}}) {
        expect("flags of the kernel's, by popf", load_flags_by_popf(wanted) & kernels, before);
        if (by_iret != 0)
            expect("flags of the kernel's, by iret", load_flags_by_iret(wanted & ~virtual_8086) & kernels,
                   before);
    }
}

void flags_by_instruction() {
    const Word by_iret = far_returns_work() ? 1 : 0;
    try_flags(by_iret);
    Child child{attacker_memory()};
    const auto in_child = [](Word argument) {
        try_flags(argument);
        mailbox()[0] = all_as_expected() ? 1 : 2;
        mailbox()[1] = flags() & (interrupts | privilege);
    };
    expect_finished("the child", child.run(in_child, by_iret));
    expect("what the child found", child.mailbox()[0], 1);
    expect("interrupts and privilege in the child", child.mailbox()[1], interrupts);
}

// A child cannot keep interrupts off; its state only says where it is saved.
void interrupts_off_in_child() {
    Child child{attacker_memory()};
    allow_timer(child.descriptor());
    const auto outcome = child.run([](Word) {
        Pip_Set_Int_State_Result(0);
        mailbox()[0] = flags() & interrupts;
        arm_timer();
        for (volatile Word left = 50'000'000; left != 0;) left = left - 1;
    });
    expect("interrupted", outcome.event.cause, PIP_EVENT_CAUSE_INTERRUPT);
    expect("by the timer", outcome.event.vector, PIP_VIDT_FIRST_INTERRUPT);
    expect("the state that the child has chosen", Pip_Get_Int_State_Result(child.descriptor()), Error::none,
           0);
    expect("the processor's interrupts", child.mailbox()[0], interrupts);
}

// A service of libpip's, whatever its arguments are.
template <typename... Arguments> auto service(pip_result_t (*function)(Arguments...)) {
    return reinterpret_cast<void (*)()>(function);
}

// Services with hostile flags: the direction flag would make the kernel clear frames backwards, the flag of
// nested tasks would make its iret a switch of tasks.
void services_with(Word hostile) {
    constexpr Word first = 600, page_size = pip::Page::size;
    const Word pages = spare_page(first);
    volatile Word* const before = pip::Page::containing(pages - page_size).as<volatile Word>();
    volatile Word* const behind = pip::Page::containing(pages + 5 * page_size).as<volatile Word>();
    for (Word i = 0; i < page_size / sizeof(Word); ++i) {
        before[i] = 0x5a5a0000 + i;
        behind[i] = 0x5a5a0000 + i;
    }
    expect("mappedInChild",
           call_with_flags(hostile, service(Pip_MappedInChild_Result), 0x30000000, 0, 0, 0, 0),
           Error::not_mapped, 0);
    expect("createPartition",
           call_with_flags(hostile, service(Pip_CreatePartition_Result), pages, pages + page_size,
                           pages + 2 * page_size, pages + 3 * page_size, pages + 4 * page_size),
           Error::none, 1);
    expect("yield", call_with_flags(hostile, service(Pip_Yield_Result), pages, 0, here_entry, 0, 0),
           Error::target_vidt);
    expect("deletePartition",
           call_with_flags(hostile, service(Pip_DeletePartition_Result), pages, 0, 0, 0, 0), Error::none, 1);
    expect("inb", call_with_flags(hostile, service(Pip_Inb_Result), 0x20, 0, 0, 0, 0), Error::port_denied, 0);
    for (Word i = 0; i < page_size / sizeof(Word); ++i) {
        expect("the page before", before[i], 0x5a5a0000 + i);
        expect("the page behind", behind[i], 0x5a5a0000 + i);
    }
    for (Word i = 0; i < 5 * page_size / sizeof(Word); ++i)
        expect("a page that came back", pip::Page::containing(pages).as<volatile Word>()[i], 0);
}

void nested_task_in_root() { services_with(nested_task); }
void direction_in_root() { services_with(direction); }
void alignment_in_root() { services_with(alignment_check); }

// Sets the flags of the second operand; the first one is for that alone.
#define PEPIN_SET_FLAGS "pushf\n\tpop %0\n\tor %1, %0\n\tpush %0\n\tpopf\n\t"

// The same flags at each way from a child to its parent.
void events_with(Word hostile) {
    Child child{attacker_memory()};
    auto outcome = child.run(
        [](Word set) {
            call_with_flags(set, service(Pip_Yield_Result), 0, parent_entry, yielded_entry, 1, 1);
            mailbox()[0] = flags();
            mailbox()[1] =
                call_with_flags(set, service(Pip_MappedInChild_Result), 0x30000000, 0, 0, 0, 0).error;
        },
        hostile);
    expect("entered by a yield", outcome.event.vector, parent_entry);
    expect("flags of root", flags() & hostile, 0);
    expect_finished("the child goes on", child.resume());
    expect("flags of the child", child.mailbox()[0] & hostile & ~direction, 0);
    expect("a service of the child's", child.mailbox()[1], PIP_ERROR_NOT_MAPPED);
    outcome = child.run(
        [](Word set) {
            Word value;
            asm volatile(PEPIN_SET_FLAGS "int $0x60\n\tcld" : "=&r"(value) : "r"(set) : "memory", "cc");
            asm volatile(PEPIN_SET_FLAGS "ud2" : "=&r"(value) : "r"(set) : "memory", "cc");
        },
        hostile);
    expect("entered by a software interrupt", outcome.event.vector, 0x60);
    expect("flags of root", flags() & hostile, 0);
    expect_fault("entered by a fault", child.resume_interrupted(), invalid_opcode);
    expect("flags of root", flags() & hostile, 0);
    allow_timer(child.descriptor());
    // The timer may be faster than the child: then once more.
    for (Word tries = 0; tries < 20; ++tries) {
        outcome = child.run(
            [](Word set) {
                arm_timer();
                Word value;
                asm volatile(PEPIN_SET_FLAGS "1:\tloop 1b\n\tcld"
                             : "=&r"(value)
                             : "r"(set), "c"(0)
                             : "memory", "cc");
            },
            hostile);
        expect("entered by an interrupt", outcome.event.cause, PIP_EVENT_CAUSE_INTERRUPT);
        expect("flags of root", flags() & hostile, 0);
        if ((flags_of(child.interrupted()) & hostile) != 0) return;
    }
    expect("flags of the child", flags_of(child.interrupted()) & hostile, hostile);
}

void nested_task_in_child() { events_with(nested_task); }
void direction_in_child() { events_with(direction); }
void alignment_in_child() { events_with(alignment_check); }

constexpr Attempt attempts[] = {
    {2, "contexts of a child with all flags and interrupts off", hostile_context_flags},
    {2, "contexts of root with interrupts off and on", interrupts_of_root},
    {2, "interrupts off in a child, by its state", interrupts_off_in_child},
    {0, "flags of the kernel's by popf and iret, in root and in a child", flags_by_instruction},
    {15, "the flag of nested tasks at each way out of a child", nested_task_in_child},
    {15, "the flag of nested tasks around services of root", nested_task_in_root},
    {22, "the direction flag at each way out of a child", direction_in_child},
    {22, "the direction flag around services of root", direction_in_root},
    {0, "alignment checks at each way out of a child", alignment_in_child},
    {0, "alignment checks around services of root", alignment_in_root},
};

} // namespace

const std::span<const Attempt> flag_attempts{attempts};

} // namespace adversary
