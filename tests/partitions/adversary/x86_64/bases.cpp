// Bases of FS and GS: each partition has its own, whatever it puts there.
#include "child.hpp"
#include "timer.hpp"

namespace adversary {

namespace {

// Some are no addresses.
constexpr Word bases[] = {0x1111000,          mailbox_address,          PIP_X86_64_USER_END,
                          0x00007fffffffffff, 0x0000800000000000,       0xdeadbeefdeadbeef,
                          0xffff7fffffffffff, PIP_X86_64_KERNEL_WINDOW, ~Word{0}};
constexpr Word address_bits = (Word{1} << 47) - 1; // those that are taken of a context

bool is_canonical(Word address) { return address + (Word{1} << 47) < Word{1} << 48; }

// What a base leads to, where it cannot be read: the address of the fault.
Word seen_fs_base() {
    Word value;
    asm volatile("movq %%fs:0, %0" : "=r"(value));
    return value;
}
Word seen_gs_base() {
    Word value;
    asm volatile("movq %%gs:0, %0" : "=r"(value));
    return value;
}

// Where the child looks through FS and GS, which fault where nothing is mapped.
void bases_of_contexts() {
    Child child{attacker_memory()};
    const auto look = [](Word which) {
        Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1);
        if (has_base_instructions()) {
            mailbox()[0] = read_fs_base();
            mailbox()[1] = read_gs_base();
        }
        mailbox()[2] = which == 0 ? seen_fs_base() : seen_gs_base();
    };
    for (const Word base : bases)
        for (const Word which : {Word{0}, Word{1}}) {
            expect("the child yields", child.run(look, which).event.vector, parent_entry);
            child.yielded().fs_base = base;
            child.yielded().gs_base = base;
            for (Word word = 0; word < 3; ++word) child.mailbox()[word] = 0;
            const auto outcome = child.resume();
            const Word taken = base & address_bits;
            if (taken == mailbox_address) {
                expect_finished("a base that leads to the child's memory", outcome);
                expect("what is there", child.mailbox()[2], has_base_instructions() ? base : 0);
            } else {
                // A word at the end of the lower half of all addresses has none to the half.
                const bool ends_nowhere = taken > address_bits - sizeof(Word) + 1;
                expect("a base that leads nowhere", outcome.event.cause, PIP_EVENT_CAUSE_FAULT);
                if (!ends_nowhere || outcome.event.vector != general_protection) {
                    expect("by which fault", outcome.event.vector, page_fault);
                    if (!ends_nowhere) expect("where", outcome.event.address, taken);
                }
            }
            if (has_base_instructions()) {
                expect("FS's base", child.mailbox()[0], taken);
                expect("GS's base", child.mailbox()[1], taken);
            }
        }
}

void bases_by_instruction() {
    Child child{attacker_memory()};
    struct Write {
        const char *code, *at;
    };
    const Write writes[] = {{write_fs_base, write_fs_base_at}, {write_gs_base, write_gs_base_at}};
    for (const Word base : bases)
        for (const auto& [code, at] : writes) {
            const auto outcome = child.run_code(code, base);
            if (!has_base_instructions()) {
                expect_fault("an instruction that there is not", outcome, invalid_opcode);
                expect("where", child.interrupted().rip, address_of(at));
            } else if (!is_canonical(base) && outcome.event.vector == software_event) {
                blame_emulator(); // QEMU (7.2) takes any; what is loaded again is an address
                const auto& saved = child.interrupted();
                const Word kept = code == write_fs_base ? saved.fs_base : saved.gs_base;
                expect("as it is saved", kept == base || kept == (base & address_bits) ? 1 : 0, 1);
                expect_fault("it goes on", child.resume_interrupted(), invalid_opcode);
                expect("a base that was loaded", code == write_fs_base ? saved.fs_base : saved.gs_base,
                       base & address_bits);
            } else if (!is_canonical(base)) {
                expect_fault("a base that is no address", outcome, general_protection);
                expect("where", child.interrupted().rip, address_of(at));
            } else {
                expect("a base that is an address", outcome.event.vector, software_event);
                const bool is_fs = code == write_fs_base;
                expect("as it is saved", is_fs ? child.interrupted().fs_base : child.interrupted().gs_base,
                       base);
                expect("the other one", is_fs ? child.interrupted().gs_base : child.interrupted().fs_base, 0);
            }
        }
}

constexpr Word roots = 0x11111000, childs = 0x22222000, siblings = 0x33333000;

void expect_roots() {
    expect("root's base of FS", read_fs_base(), roots);
    expect("root's base of GS", read_gs_base(), roots + 1);
}

// Over each way from one partition to another and back.
void bases_of_others() {
    if (!has_base_instructions()) return;
    set_fs_base(roots);
    set_gs_base(roots + 1);
    Child child{attacker_memory()}, sibling{spare_page(256)};
    const auto body = [](Word base) {
        const auto expect_own = [](Word own) {
            expect("FS's base", read_fs_base(), own);
            expect("GS's base", read_gs_base(), own + 1);
        };
        expect("FS's base at first", read_fs_base(), 0);
        expect("GS's base at first", read_gs_base(), 0);
        set_fs_base(base);
        set_gs_base(base + 1);
        Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1);
        expect_own(base);
        undefined_instruction();
        expect_own(base);
        make_software_event();
        expect_own(base);
        Pip_MappedInChild_Result(image_address);
        expect_own(base);
        mailbox()[0] = all_as_expected() ? 1 : 2;
    };
    expect("the child yields", child.run(body, childs).event.vector, parent_entry);
    expect_roots();
    expect("as they are saved", child.yielded().fs_base, childs);
    expect("as they are saved", child.yielded().gs_base, childs + 1);
    expect("the sibling yields", sibling.run(body, siblings).event.vector, parent_entry);
    expect_roots();
    for (Child* one : {&child, &sibling}) {
        const Word base = one == &child ? childs : siblings;
        expect_fault("it goes on, to a fault", one->resume(), undefined_fault);
        expect_roots();
        expect("as they are saved", one->interrupted().fs_base, base);
        expect("as they are saved", one->interrupted().gs_base, base + 1);
        skip_undefined_instruction(one->interrupted());
        expect("it goes on, to int n", one->resume_interrupted().event.vector, software_event);
        expect_roots();
        expect_finished("it goes on", one->resume_interrupted());
        expect_roots();
        expect("what it found", one->mailbox()[0], 1);
    }
    const auto wait = [](Word base) {
        set_fs_base(base);
        set_gs_base(base + 1);
        for (volatile Word left = 100'000'000; left != 0;) left = left - 1;
    };
    arm_timer();
    expect("the child is interrupted", child.run(wait, childs).event.cause, PIP_EVENT_CAUSE_INTERRUPT);
    expect_roots();
    expect("as they are saved", child.interrupted().fs_base, childs);
    expect("as they are saved", child.interrupted().gs_base, childs + 1);
    // Interrupts, and calls of root's own, leave them alone.
    expect("the timer reaches root", timer_reaches_root() ? 1 : 0, 1);
    set_fs_base(0);
    set_gs_base(0);
    child.destroy();
    Child next{attacker_memory()};
    expect_finished("a new one", next.run([](Word) {
        mailbox()[0] = read_fs_base();
        mailbox()[1] = read_gs_base();
    }));
    expect("what it found", next.mailbox()[0], 0);
    expect("what it found", next.mailbox()[1], 0);
}

// Where there are no such instructions, a selector still resets a base on some processors; nobody else's.
void bases_by_selectors() {
    Child child{attacker_memory()};
    expect_finished("the child", child.run([](Word) {
        load_segment(2, PIP_X86_64_USER_DATA);
        load_segment(3, PIP_X86_64_USER_DATA);
        load_segment(0, PIP_X86_64_USER_DATA);
        load_segment(1, 0);
    }));
    const auto look = [](Word) {
        Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1);
        mailbox()[2] = seen_fs_base() ^ seen_gs_base();
    };
    expect("the child yields", child.run(look).event.vector, parent_entry);
    child.yielded().fs_base = mailbox_address;
    child.yielded().gs_base = mailbox_address + 8;
    child.mailbox()[0] = 0x1234;
    child.mailbox()[1] = 0x4321;
    expect_finished("it goes on", child.resume());
    expect("what it reads", child.mailbox()[2], 0x1234 ^ 0x4321);
}

constexpr Attempt attempts[] = {
    {0, "contexts with bases that are no addresses", bases_of_contexts},
    {0, "bases by the instructions for them", bases_by_instruction},
    {25, "bases of the parent, a child and a sibling", bases_of_others},
    {0, "bases behind other selectors", bases_by_selectors},
};

} // namespace

const std::span<const Attempt> base_attempts{attempts};

} // namespace adversary
