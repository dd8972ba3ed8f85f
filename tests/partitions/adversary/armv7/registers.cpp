// Registers and instructions that are the kernel's, and those that partitions share without a context to hold
// them.
#include "child.hpp"

namespace adversary {

namespace {

constexpr Word page_size = pip::Page::size;
constexpr Word no_right = 0xf;

volatile Word* words(Word page) { return pip::Page::containing(page).as<volatile Word>(); }

struct Instruction {
    const char* name;
    Body body;
};
#define PEPIN_READ(name, text)                                                                               \
    {name, [](Word) {                                                                                        \
         Word value;                                                                                         \
         asm volatile(text : "=r"(value));                                                                   \
         mailbox()[0] = value;                                                                               \
     }}
#define PEPIN_WRITE(name, text) {name, [](Word) { asm volatile(text : : "r"(0)); }}

constexpr Instruction forbidden[] = {
    PEPIN_READ("SCTLR read", "mrc p15, 0, %0, c1, c0, 0"),
    PEPIN_WRITE("SCTLR", "mcr p15, 0, %0, c1, c0, 0"),
    PEPIN_WRITE("ACTLR", "mcr p15, 0, %0, c1, c0, 1"),
    PEPIN_WRITE("CPACR", "mcr p15, 0, %0, c1, c0, 2"),
    PEPIN_READ("TTBR0 read", "mrc p15, 0, %0, c2, c0, 0"),
    PEPIN_WRITE("TTBR0", "mcr p15, 0, %0, c2, c0, 0"),
    PEPIN_WRITE("TTBCR", "mcr p15, 0, %0, c2, c0, 2"),
    PEPIN_WRITE("DACR", "mcr p15, 0, %0, c3, c0, 0"),
    PEPIN_READ("DFAR", "mrc p15, 0, %0, c6, c0, 0"),
    PEPIN_WRITE("TLBIALL", "mcr p15, 0, %0, c8, c7, 0"),
    PEPIN_WRITE("ICIALLU", "mcr p15, 0, %0, c7, c5, 0"),
    PEPIN_WRITE("ATS1CPW", "mcr p15, 0, %0, c7, c8, 1"),
    PEPIN_WRITE("VBAR", "mcr p15, 0, %0, c12, c0, 0"),
    PEPIN_WRITE("TPIDRURO", "mcr p15, 0, %0, c13, c0, 3"),
    PEPIN_READ("TPIDRPRW", "mrc p15, 0, %0, c13, c0, 4"),
    PEPIN_READ("PMCR", "mrc p15, 0, %0, c9, c12, 0"),
    PEPIN_READ("PMCCNTR", "mrc p15, 0, %0, c9, c13, 0"),
    PEPIN_READ("CNTP_CTL", "mrc p15, 0, %0, c14, c2, 1"),
    PEPIN_WRITE("CNTV_CTL", "mcr p15, 0, %0, c14, c3, 1"),
    PEPIN_WRITE("CNTV_TVAL", "mcr p15, 0, %0, c14, c3, 0"),
    PEPIN_READ("TEEHBR", "mrc p14, 6, %0, c1, c0, 0"),
    PEPIN_READ("FPEXC", ".fpu neon-vfpv4\n\tvmrs %0, fpexc"),
    {"CNTPCT",
     [](Word) {
         Word low, high;
         asm volatile("mrrc p15, 0, %0, %1, c14" : "=r"(low), "=r"(high));
         mailbox()[0] = low ^ high;
     }},
    {"smc", [](Word) { asm volatile(".arch_extension sec\n\tsmc #0"); }},
};

void privileged_instructions() {
    Child child{attacker_memory()};
    for (const auto& [name, body] : forbidden) expect_fault(name, child.run(body), undefined_fault);
}

// Where user mode may try, and nothing changes: mode, masks, and the identity that the kernel gives nobody.
void own_state() {
    Child child{attacker_memory()};
    expect_finished("the child", child.run([](Word) {
        Word before, after, identity;
        asm volatile("mrs %0, cpsr" : "=r"(before));
        asm volatile("msr cpsr_c, %0" : : "r"(0x1d3));
        asm volatile("cpsid aif");
        asm volatile("mrs %0, cpsr" : "=r"(after));
        asm volatile("mrc p15, 0, %0, c13, c0, 3" : "=r"(identity));
        mailbox()[0] = before & 0x1ff;
        mailbox()[1] = after & 0x1ff;
        mailbox()[2] = identity;
    }));
    expect("mode and masks", child.mailbox()[0], 0x150);
    expect("mode and masks afterwards", child.mailbox()[1], 0x150);
    expect("TPIDRURO", child.mailbox()[2], 0);
}

// Contexts that ask for the kernel's mode, for no interrupts, for states that there are not.
void hostile_status() {
    Child child{attacker_memory()};
    for (const Word status :
         {0u, 0x1d3u, 0xdfu, 0x1dau, 0xfffffddfu, 0x010001d1u, 0x0600fc00u, 0x06001c17u}) {
        const auto outcome = child.run([](Word) { Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1); });
        expect("the child yields", outcome.event.vector, parent_entry);
        child.yielded().spsr = status & ~0x20u;
        expect_finished("it goes on", child.resume());
        expect_finished("its state", child.run([](Word) {
            Word state;
            asm volatile("mrs %0, cpsr" : "=r"(state));
            mailbox()[0] = state & 0x010001ff;
        }));
        expect("its state", child.mailbox()[0], 0x150);
    }
    // A program counter between two instructions.
    const auto outcome = child.run([](Word) { Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1); });
    expect("the child yields", outcome.event.vector, parent_entry);
    child.yielded().pc |= 3;
    expect_finished("it goes on at the instruction", child.resume());
}

Word thread_register() {
    Word value;
    asm volatile("mrc p15, 0, %0, c13, c0, 2" : "=r"(value));
    return value;
}
void set_thread_register(Word value) { asm volatile("mcr p15, 0, %0, c13, c0, 2" : : "r"(value)); }

void thread_registers() {
    set_thread_register(0x600df00d);
    Child child{attacker_memory()}, sibling{spare_page(256)};
    const auto look_and_leave = [](Word value) {
        mailbox()[0] = thread_register();
        set_thread_register(value);
        Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1);
        mailbox()[1] = thread_register();
    };
    expect("the child yields", child.run(look_and_leave, 0x1111).event.vector, parent_entry);
    expect("root's", thread_register(), 0x600df00d);
    expect("the sibling yields", sibling.run(look_and_leave, 0x2222).event.vector, parent_entry);
    expect("what the child found", child.mailbox()[0], 0);
    expect("what the sibling found", sibling.mailbox()[0], 0);
    expect_finished("the child goes on", child.resume());
    expect("the child's own", child.mailbox()[1], 0x1111);
    expect_finished("the sibling goes on", sibling.resume());
    expect("the sibling's own", sibling.mailbox()[1], 0x2222);
    expect_fault("a fault", child.run([](Word) {
        set_thread_register(0x3333);
        undefined_instruction();
    }),
                 undefined_fault);
    expect("root's", thread_register(), 0x600df00d);
    child.destroy();
    Child next{attacker_memory()};
    expect_finished("a new one", next.run([](Word) { mailbox()[0] = thread_register(); }));
    expect("what it found", next.mailbox()[0], 0);
    set_thread_register(0);
}

// --- floating point
// ------------------------------------------------------------------------------------------------

constexpr Word registers = 64; // single words of d0 to d31

void compute(Word pattern) {
    const std::uint64_t twice = pattern | std::uint64_t{pattern} << 32;
    std::uint64_t all[32];
    for (auto& value : all) value = twice;
    const auto* from = all;
    asm volatile(".fpu neon-vfpv4\n\tvldmia %0!, {d0-d15}\n\tvldmia %0, {d16-d31}" : "+r"(from) : : "memory");
}

Word count(Word pattern) {
    Word all[registers];
    auto* to = all;
    asm volatile(".fpu neon-vfpv4\n\tvstmia %0!, {d0-d15}\n\tvstmia %0, {d16-d31}" : "+r"(to) : : "memory");
    Word found = 0;
    for (const Word word : all)
        if (word == pattern) ++found;
    return found;
}

void floating_point() {
    constexpr Word parents = 0x50415245, childs = 0x4348494c, siblings = 0x5349424c;
    Child child{attacker_memory()}, sibling{spare_page(256)};
    compute(parents);
    const auto look_compute_and_leave = [](Word pattern) {
        mailbox()[0] = count(0);
        compute(pattern);
        Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1);
        mailbox()[1] = count(pattern);
    };
    expect("the child yields", child.run(look_compute_and_leave, childs).event.vector, parent_entry);
    expect("the sibling yields", sibling.run(look_compute_and_leave, siblings).event.vector, parent_entry);
    expect("what the child found: zeros", child.mailbox()[0], registers);
    expect("what the sibling found: zeros", sibling.mailbox()[0], registers);
    expect("root's own", count(parents), registers);
    expect_finished("the child goes on", child.resume());
    expect_finished("the sibling goes on", sibling.resume());
    expect("the child's own", child.mailbox()[1], registers);
    expect("the sibling's own", sibling.mailbox()[1], registers);
    expect("the child computes", child.run(look_compute_and_leave, childs).event.vector, parent_entry);
    child.destroy(); // while the registers are its own
    Child next{attacker_memory()};
    expect_finished("a new one", next.run([](Word) { mailbox()[0] = count(0); }));
    expect("what it found: zeros", next.mailbox()[0], registers);
    expect("root's own", count(parents), registers);
    // Rounding modes and flags are switched too.
    expect_finished("FPSCR", next.run([](Word) {
        asm volatile(".fpu neon-vfpv4\n\tvmsr fpscr, %0" : : "r"(0x03c0009f));
    }));
    Word status;
    asm volatile(".fpu neon-vfpv4\n\tvmrs %0, fpscr" : "=r"(status));
    expect("root's FPSCR", status & 0x0fffffff, 0);
    // An undefined instruction of somebody who has not got the registers is a fault all the same.
    expect_fault("undefined, without them", sibling.run([](Word) { undefined_instruction(); }),
                 undefined_fault);
}

// A store that depends on another partition's load.
void exclusive_monitor() {
    Child child{attacker_memory()};
    const auto outcome = child.run([](Word) {
        Word value, failed;
        asm volatile("ldrex %0, [%1]" : "=r"(value) : "r"(mailbox()) : "memory");
        Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1);
        asm volatile("strex %0, %1, [%2]" : "=&r"(failed) : "r"(value), "r"(mailbox()) : "memory");
        mailbox()[1] = failed;
    });
    expect("the child yields", outcome.event.vector, parent_entry);
    expect_finished("the child goes on", child.resume());
    expect("the store fails", child.mailbox()[1], 1);
}

// --- execution
// -----------------------------------------------------------------------------------------------------

void expect_not_executed(const char* what, const Outcome& outcome, Word address) {
    expect(what, outcome.event.cause, PIP_EVENT_CAUSE_FAULT);
    expect(what, outcome.event.vector, instruction_fault);
    expect(what, outcome.event.address, address);
}

// Readable, writable and executable, by Pip's number.
Word pips_add_vaddr(Word page, Word descriptor, Word place) {
    register Word r0 asm("r0") = page;
    register Word r1 asm("r1") = descriptor;
    register Word r2 asm("r2") = place;
    register Word r3 asm("r3") = 1;
    register Word r4 asm("r4") = 1;
    register Word r5 asm("r5") = 1;
    asm volatile("svc %1"
                 : "+r"(r0)
                 : "I"(PIP_ARMV7_SVC_ADD_VADDR), "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5)
                 : "memory");
    return r0;
}

void pages_that_are_not_executable() {
    Child child{attacker_memory()};
    const Word page = spare_page(512), place = pool_address + 64 * page_size;
    const auto jump = [](Word address) { reinterpret_cast<void (*)()>(address)(); };
    *words(page) = 0xe12fff1e; // bx lr
    expect("addVAddr, x = 0", Pip_AddVAddr_Result(page, child.descriptor(), place, PIP_RIGHTS(1, 1, 0)),
           Error::none, 1);
    const auto outcome = child.run(jump, place);
    expect_not_executed("a page without the right", outcome, place);
    expect("its status", outcome.event.error & no_right, no_right);
    expect("removeVAddr", Pip_RemoveVAddr_Result(child.descriptor(), place), Error::none, 1);
    expect("addVAddr, x = 1", Pip_AddVAddr_Result(page, child.descriptor(), place, PIP_RIGHTS(1, 1, 1)),
           Error::none, 1);
    expect_finished("the same with the right", child.run(jump, place));
    expect("removeVAddr", Pip_RemoveVAddr_Result(child.descriptor(), place), Error::none, 1);
    expect("addVAddr, x = 0", Pip_AddVAddr_Result(page, child.descriptor(), place, PIP_RIGHTS(1, 1, 0)),
           Error::none, 1);
    expect_not_executed("the same without it again", child.run(jump, place), place);
    expect("a device, x = 1",
           Pip_AddVAddr_Result(device_address, child.descriptor(), place + page_size, PIP_RIGHTS(1, 1, 1)),
           Error::rights, 0);
    expect("a device, x = 0",
           Pip_AddVAddr_Result(device_address, child.descriptor(), place + page_size, PIP_RIGHTS(1, 1, 0)),
           Error::none, 1);
    expect_not_executed("a device", child.run(jump, place + page_size), place + page_size);
    for (const Word address : {0u, 0x80008000u, 0xbf215040u, 0xc0000000u, 0xffff0000u})
        expect_not_executed("the kernel's", child.run(jump, address), address);
}

// By the library's number and by Pip's, which never refuses for that reason: neither gives a grandchild what
// the child has not got.
void execution_handed_on() {
    Child child{attacker_memory(), 100};
    const Word page = spare_page(512), place = pool_address + 128 * page_size;
    *words(page) = 0xe12fff1e; // bx lr
    expect("addVAddr, x = 0", Pip_AddVAddr_Result(page, child.descriptor(), place, PIP_RIGHTS(1, 1, 0)),
           Error::none, 1);
    const auto hand_on = [](Word data) {
        watch_all_entries();
        constexpr Word target = pool_address + 64 * page_size;
        const auto jump = [](Word address) { reinterpret_cast<void (*)()>(address)(); };
        Child grandchild{pool_address};
        for (const Word asked : {1u, 3u, ~0u})
            expect("addVAddr, x = 1",
                   Pip_AddVAddr_Result(data, grandchild.descriptor(), target, PIP_RIGHTS(1, 1, asked)),
                   Error::rights, 0);
        expect("addVAddr, x = 2", Pip_AddVAddr_Result(data, grandchild.descriptor(), target, PIP_ALL_RIGHTS),
               Error::none, 1);
        expect_not_executed("as the child has it", grandchild.run(jump, target), target);
        expect("removeVAddr", Pip_RemoveVAddr_Result(grandchild.descriptor(), target), Error::none, 1);
        expect("Pip's addVAddr", pips_add_vaddr(data, grandchild.descriptor(), target), 1);
        expect_not_executed("by Pip's number", grandchild.run(jump, target), target);
        mailbox()[0] = all_as_expected() ? 1 : 2;
    };
    expect_finished("the child", child.run(hand_on, place));
    expect("what the child found", child.mailbox()[0], 1);
}

void calls_in_both_states() {
    Child child{attacker_memory()};
    for (const char* code : {arm_call, thumb_call}) {
        const auto outcome = child.run_code(code, pool_address);
        expect("the call came back", outcome.event.vector, parent_entry);
        expect("its answer", child.yielded().r[7], 0);
        expect("and a wrong page", child.run_code(code, 0).event.vector, parent_entry);
        expect("its answer", child.yielded().r[7], 0);
    }
}

// A breakpoint has no fault address of its own: what its record says must not be where somebody else has
// faulted.
void address_of_a_breakpoint() {
    Child child{attacker_memory()}, other{spare_page(256)};
    constexpr Word nowhere = 0x20000000, prefetch_abort = 1, not_mapped = 0x5, debug_event = 0x2;
    auto outcome = other.run([](Word address) { reinterpret_cast<void (*)()>(address)(); }, nowhere);
    expect_fault("a jump to nowhere", outcome, prefetch_abort, not_mapped);
    expect("its address", outcome.event.address, nowhere);
    outcome = child.run([](Word) { asm volatile("bkpt #0"); });
    expect_fault("a breakpoint", outcome, prefetch_abort, debug_event);
    expect("its address", outcome.event.address, child.interrupted().pc);
}

constexpr Attempt attempts[] = {
    {0, "instructions and registers of the kernel's", privileged_instructions},
    {0, "mode and masks, by user mode's own instructions", own_state},
    {0, "contexts that ask for another mode", hostile_status},
    {0, "where somebody else has faulted, by a breakpoint", address_of_a_breakpoint},
    {25, "the thread register as a channel", thread_registers},
    {25, "floating-point registers of the parent, a child and a sibling", floating_point},
    {0, "an exclusive store behind another's load", exclusive_monitor},
    {0, "execution of pages without the right to it, of devices, of the kernel",
     pages_that_are_not_executable},
    {0, "execution that a child has not got, handed on by both numbers", execution_handed_on},
    {0, "calls from ARM and Thumb state", calls_in_both_states},
};

} // namespace

const std::span<const Attempt> register_attempts{attempts};

} // namespace adversary
