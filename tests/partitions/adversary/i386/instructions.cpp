// Instructions that are the kernel's alone, faults of all kinds, int n of every vector, and the addresses of
// the kernel.
#include "assembly.hpp"
#include "child.hpp"
#include "x86/machine.hpp"

namespace adversary {

namespace {

struct Probe { // instructions.S
    const char* name;
    const void* code;
    Word fault_address;
    Word trap_address; // of the next instruction
    Word vectors;      // one bit each
    Word error;
    Word is_far_return;
};
extern "C" const Probe instruction_probes[], instruction_probes_end[];

void expect_probe(Child& child, const Probe& probe) {
    const auto outcome = child.run_code(probe.code);
    const bool right_vector = outcome.event.vector < 32 && (probe.vectors >> outcome.event.vector & 1) != 0;
    expect(probe.name, outcome.event.cause, PIP_EVENT_CAUSE_FAULT);
    if (!right_vector) expect(probe.name, outcome.event.vector, 255);
    expect(probe.name, outcome.event.error, probe.error);
    expect(probe.name, child.interrupted().eip,
           outcome.event.vector == debug_exception ? probe.trap_address : probe.fault_address);
}

void privileged_instructions() {
    const bool returns_work = far_returns_work();
    Child child{attacker_memory()};
    for (const Probe* probe = instruction_probes; probe != instruction_probes_end; ++probe)
        if (returns_work || probe->is_far_return == 0) expect_probe(child, *probe);
}

// It is a fault of the one who tried, at the instruction.
void expect_refused_software_interrupt(const Child& child, const Outcome& outcome, Word vector) {
    constexpr Word in_vector_table = 2;
    expect_fault("int n that nobody takes", outcome, general_protection, vector * 8 + in_vector_table);
    expect("where", child.interrupted().eip,
           static_cast<Word>(reinterpret_cast<std::uintptr_t>(software_interrupts)) + vector * 4);
}

// Those that the parent has nobody for, or does not open to children; root's own save slots, as it leaves
// them empty, among them.
void closed_software_interrupts() {
    Child child{attacker_memory()};
    const auto interrupt = [](Word number) { software_interrupt(number); };
    for (Word vector = PIP_VIDT_FIRST_SOFTWARE; vector < 256; ++vector) {
        watch(vector, pip::Open::to_parent);
        expect_refused_software_interrupt(child, child.run(interrupt, vector), vector);
        pip::Vidt::mine().page().as<volatile Word>()[vector] = 0;
        expect_refused_software_interrupt(child, child.run(interrupt, vector), vector);
    }
    watch_all_entries();
}

void every_software_interrupt() {
    Child child{attacker_memory()};
    for (Word vector = 0; vector < 256; ++vector) {
        const auto outcome = child.run([](Word number) { software_interrupt(number); }, vector);
        if (vector < PIP_VIDT_FIRST_SOFTWARE) {
            expect_refused_software_interrupt(child, outcome, vector);
        } else {
            expect("int n", outcome.event.cause, PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT);
            expect("its number", outcome.event.vector, vector);
            expect("its sender", outcome.event.sender, child.descriptor());
            expect_finished("the child goes on", child.resume_interrupted());
        }
    }
}

// Root's go to root's own table; the entry that is looked for is the only one that leads anywhere.
void software_interrupts_of_root() {
    for (Word vector = PIP_VIDT_FIRST_SOFTWARE + 2; vector < 256; ++vector) {
        pip_event_t event{};
        const Word entries[] = {vector};
        expect("int n in root arrives",
               caught([](Word number) { software_interrupt(number); }, vector, entries, event) ? 1 : 0, 1);
        expect("its cause", event.cause, PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT);
        expect("its number", event.vector, vector);
        expect("its sender", event.sender, PIP_EVENT_SENDER_ITSELF);
    }
}

// Page faults: bit 0 the page is there, 1 write, 2 by user mode, 4 an instruction (where the processor says
// so).
constexpr Word present = 1, write = 2, user = 4, fetch = 16;

void expect_no_access(const char* what, const Outcome& outcome, Word address, Word error) {
    expect_page_fault(what,
                      {{outcome.event.cause, outcome.event.vector, 0,
                        outcome.event.error & ~(present | fetch), outcome.event.address, 0, 0, 0},
                       outcome.refused},
                      error, address);
}

void memory_of_the_kernel() {
    Child child{attacker_memory()};
    const auto probe = [&](Word address) {
        expect_no_access(
            "a read",
            child.run(
                [](Word place) { static_cast<void>(*pip::Page::containing(place).as<volatile Word>()); },
                address),
            address, user);
        expect_no_access(
            "a write",
            child.run([](Word place) { *pip::Page::containing(place).as<volatile Word>() = 0; }, address),
            address, user | write);
        expect_no_access("a jump",
                         child.run([](Word place) { reinterpret_cast<void (*)()>(place)(); }, address),
                         address, user);
    };
    constexpr Word step = 1 << 22;
    for (Word address = PIP_I386_KERNEL_WINDOW; address < PIP_I386_KERNEL_WINDOW_END; address += step)
        probe(address);
    for (Word address = PIP_I386_KERNEL_WINDOW + 0x100000; address < PIP_I386_KERNEL_WINDOW + 0x120000;
         address += pip::Page::size)
        probe(address);
    probe(PIP_I386_KERNEL_WINDOW_END - pip::Page::size);
    for (Word address = 0; address < PIP_I386_LOW_END; address += PIP_I386_LOW_END / 16) probe(address);
}

void sysenter_to_the_kernel() {
    if (!by_fast_entry()) return;
    Child child{attacker_memory()};
    for (const Word address :
         {Word{PIP_I386_KERNEL_WINDOW + 0x100000}, Word{PIP_I386_KERNEL_WINDOW}, Word{0}, Word{0xfefff000}})
        expect_no_access("to return to the kernel",
                         child.run_code(reinterpret_cast<const void*>(&sysenter_and_return_to), address),
                         address, user);
    const auto outcome = child.run([](Word) {
        Word index = 0;
        for (const Word stack :
             {Word{PIP_I386_KERNEL_WINDOW + 0x100000}, Word{0}, Word{1}, Word{0xffffffff}, Word{0xc1000003}})
            mailbox()[index++] = sysenter_on_stack(stack) == stack ? 1 : 2;
    });
    expect_finished("the child", outcome);
    for (Word index = 0; index < 5; ++index)
        expect("the stack pointer is as it was", child.mailbox()[index], 1);
}

void unknown_services() {
    if (!by_fast_entry()) return;
    const auto in_child = [](Word) {
        for (Word service = PIP_SERVICE_COUNT; service <= PIP_FAST_SERVICE_MASK; ++service)
            if (split(sysenter_number(service)).error != PIP_ERROR_UNKNOWN_SERVICE) mailbox()[0] = service;
    };
    Child child{attacker_memory()};
    expect_finished("the child", child.run(in_child));
    expect("a service that there is not", child.mailbox()[0], 0);
    for (Word service = PIP_SERVICE_COUNT; service <= PIP_FAST_SERVICE_MASK; ++service)
        expect("a service that there is not, in root", split(sysenter_number(service)),
               Error::unknown_service, 0);
}

constexpr Attempt attempts[] = {
    {0, "privileged instructions, far transfers and odd faults", privileged_instructions},
    {17, "int n of every vector that is closed", closed_software_interrupts},
    {17, "int n of every vector in a child", every_software_interrupt},
    {17, "int n of every vector in root", software_interrupts_of_root},
    {0, "reads, writes and jumps into the kernel and below 4 MiB", memory_of_the_kernel},
    {0, "sysenter with return addresses and stacks in the kernel", sysenter_to_the_kernel},
    {0, "sysenter with service numbers that there are not", unknown_services},
};

} // namespace

const std::span<const Attempt> instruction_attempts{attempts};

} // namespace adversary
