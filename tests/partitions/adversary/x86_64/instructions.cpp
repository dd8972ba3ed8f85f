// Instructions that are the kernel's alone, faults of all kinds, int n of every vector, and the addresses of
// the kernel.
#include "child.hpp"

namespace adversary {

namespace {

struct Probe { // instructions.S
    const char* name;
    const void* code;
    Word fault_address;
    Word trap_address; // of the next instruction
    Word vectors;      // one bit each
    Word error;
    Word traits;
};
extern "C" const Probe instruction_probes[], instruction_probes_end[];
constexpr Word far_return = 1, prevented = 2, anywhere = 4; // traits

void expect_probe(Child& child, const Probe& probe) {
    const auto outcome = child.run_code(probe.code);
    const bool right_vector = outcome.event.vector < 32 && (probe.vectors >> outcome.event.vector & 1) != 0;
    expect(probe.name, outcome.event.cause, PIP_EVENT_CAUSE_FAULT);
    if (!right_vector) expect(probe.name, outcome.event.vector, 255);
    expect(probe.name, vector_error(outcome.event.error, probe.error), probe.error);
    if ((probe.traits & anywhere) != 0) return;
    expect(probe.name, child.interrupted().rip,
           outcome.event.vector == debug_exception ? probe.trap_address : probe.fault_address);
}

void privileged_instructions() {
    const Word left_out =
        (far_returns_work() ? 0 : far_return) | (has_instruction_prevention() ? 0 : prevented);
    Child child{attacker_memory()};
    for (const Probe* probe = instruction_probes; probe != instruction_probes_end; ++probe)
        if ((probe->traits & left_out) == 0) expect_probe(child, *probe);
}

// It is a fault of the one who tried, at the instruction.
void expect_refused_software_interrupt(const Child& child, const Outcome& outcome, Word vector) {
    const Word error = vector * 8 + in_vector_table;
    expect_fault("int n that nobody takes", outcome, general_protection, outcome.event.error);
    expect("its error code", vector_error(outcome.event.error, error), error);
    expect("where", child.interrupted().rip, address_of(software_interrupts) + vector * 4);
}

// Vectors that have no entry, since the record's words are there, are nobody's.
constexpr Word first_vector = PIP_VIDT_FIRST_SOFTWARE, end_vector = PIP_EVENT_RECORD, vectors = 256;

// Those that the parent has nobody for, or does not open to children; root's own save slots, as it leaves
// them empty, among them.
void closed_software_interrupts() {
    Child child{attacker_memory()};
    const auto interrupt = [](Word number) { software_interrupt(number); };
    for (Word vector = first_vector; vector < end_vector; ++vector) {
        if (vector == here_entry) continue; // root waits there for what comes of it
        watch(vector, pip::Open::to_parent);
        expect_refused_software_interrupt(child, child.run(interrupt, vector), vector);
        pip::Vidt::mine().page().as<volatile Word>()[vector] = 0;
        expect_refused_software_interrupt(child, child.run(interrupt, vector), vector);
    }
    watch_all_entries();
}

void every_software_interrupt() {
    Child child{attacker_memory()};
    for (Word vector = 0; vector < vectors; ++vector) {
        const auto outcome = child.run([](Word number) { software_interrupt(number); }, vector);
        if (vector < first_vector || vector >= end_vector) {
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
    for (Word vector = first_vector + 2; vector < end_vector; ++vector) {
        pip_event_t event{};
        const Word entries[] = {vector};
        expect("int n in root arrives",
               caught([](Word number) { software_interrupt(number); }, vector, entries, event) ? 1 : 0, 1);
        expect("its cause", event.cause, PIP_EVENT_CAUSE_SOFTWARE_INTERRUPT);
        expect("its number", event.vector, vector);
        expect("its sender", event.sender, PIP_EVENT_SENDER_ITSELF);
    }
}

// Page faults: bit 0 the page is there, 1 write, 2 by user mode, 4 an instruction.
constexpr Word present = 1, write = 2, user = 4, fetch = 16;

void expect_no_access(const char* what, const Outcome& outcome, Word address, Word error) {
    expect_fault(what, outcome, page_fault, error | (outcome.event.error & present));
    expect(what, outcome.event.address, address);
}

void memory_of_the_kernel() {
    Child child{attacker_memory()};
    const auto probe = [&](Word address) {
        child.mailbox()[0] = 0;
        expect_no_access(
            "a read",
            child.run(
                [](Word place) { mailbox()[0] = 1 | *pip::Page::containing(place).as<volatile Word>(); },
                address),
            address, user);
        expect("what was read", child.mailbox()[0], 0);
        expect_no_access(
            "a write",
            child.run([](Word place) { *pip::Page::containing(place).as<volatile Word>() = 0; }, address),
            address, user | write);
        expect_no_access("a jump",
                         child.run([](Word place) { reinterpret_cast<void (*)()>(place)(); }, address),
                         address, user | fetch);
    };
    constexpr Word upper_half = 0xffff800000000000, page = pip::Page::size;
    for (Word bit = page; bit < Word{1} << 47; bit <<= 1) {
        probe(upper_half + bit);
        probe(upper_half - bit + (Word{1} << 47));
        probe(PIP_X86_64_FRAME_TABLE + bit);
        probe(PIP_X86_64_KERNEL_WINDOW +
              (bit & (PIP_X86_64_KERNEL_WINDOW_END - PIP_X86_64_KERNEL_WINDOW - 1)));
    }
    for (Word address = PIP_X86_64_KERNEL_WINDOW + 0x100000; address < PIP_X86_64_KERNEL_WINDOW + 0x140000;
         address += page)
        probe(address);
    probe(PIP_X86_64_KERNEL_WINDOW_END - page);
    // The lower half, behind what partitions have, and where addresses come round.
    for (Word address = address_end; address < Word{1} << 47; address <<= 1) probe(address);
    probe(0x7fffffffe000);
    for (Word address = 0; address < low_end; address += page) probe(address);
    probe(PIP_X86_64_RESERVED);
    probe(PIP_X86_64_RESERVED_END - page);
}

// As root sees it: what its information, its stack and its own pages do not show.
void alignment_of_pages() {
    Child child{attacker_memory()};
    // An access across the end of user space.
    const auto outcome = child.run(
        [](Word place) { mailbox()[0] = *reinterpret_cast<volatile Word*>(place); }, address_end - 4);
    expect_no_access("a word across the end of user space", outcome, address_end, user);
}

constexpr Attempt attempts[] = {
    {0, "privileged instructions, far transfers and odd faults", privileged_instructions},
    {17, "int n of every vector that is closed", closed_software_interrupts},
    {17, "int n of every vector in a child", every_software_interrupt},
    {17, "int n of every vector in root", software_interrupts_of_root},
    {0, "reads, writes and jumps into the kernel and whatever is nobody's", memory_of_the_kernel},
    {0, "a word across the end of user space", alignment_of_pages},
};

} // namespace

const std::span<const Attempt> instruction_attempts{attempts};

} // namespace adversary
