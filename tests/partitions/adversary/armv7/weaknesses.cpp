// One attempt for each weakness that Pip's port to ARMv7 is known to have (docs/abi.md), as far as
// registers.cpp has none.
#include "child.hpp"
#include "timer.hpp"

namespace adversary {

namespace {

constexpr Word page_size = pip::Page::size;
constexpr Word own = 512; // of the spare pages

volatile Word* words(Word page) { return pip::Page::containing(page).as<volatile Word>(); }

// A save slot above user space was checked modulo 1 GiB, and written where it said: into a device's
// registers.
void save_slot_above_user_space() {
    constexpr Word mapped = 0x01215000, slot = 0x41215040;
    Child child{attacker_memory()};
    for (Word i = 1; i <= 3; ++i) *words(spare_page(own + i)) = i == 3 ? 0 : spare_page(own + i + 1);
    expect("prepare", Pip_Prepare_Result(child.descriptor(), mapped, spare_page(own + 1)), Error::none, 1);
    expect("addVAddr", Pip_AddVAddr_Result(spare_page(own), child.descriptor(), mapped, PIP_RIGHTS(1, 1, 1)),
           Error::none, 1);
    for (Word i = 0; i < page_size / sizeof(Word); ++i) words(spare_page(own))[i] = 0x5a5a5a5a;
    for (const Word alias : {slot, slot + 0x40000000, slot + 0x80000000}) {
        child.vidt()[PIP_VIDT_SAVE_UNMASKED] = alias;
        child.vidt()[PIP_VIDT_SAVE_MASKED] = alias;
        expect_fault("a fault", child.run([](Word) { undefined_instruction(); }), undefined_fault);
        child.vidt()[hostile_entry] = alias | PIP_OPEN_TO_PARENT;
        expect("a context to be entered with",
               Pip_Yield_Result(child.descriptor(), hostile_entry, here_entry, 0, 0), Error::target_context,
               8);
        expect_finished("the child", child.run([](Word) {
            mailbox()[0] = Pip_Yield_Result(0, parent_entry, hostile_entry, 1, 1).error;
        }));
        expect("a context to be saved to", child.mailbox()[0], PIP_ERROR_SAVE_CONTEXT);
    }
    for (Word i = 0; i < page_size / sizeof(Word); ++i)
        expect("the page below 1 GiB", words(spare_page(own))[i], 0x5a5a5a5a);
}

// The same of every page that a service takes.
void pages_above_user_space(const Child& child, Word page) {
    for (Word alias = address_end; alias != 0; alias += address_end) {
        expect("mappedInChild", Pip_MappedInChild_Result(page + alias), Error::reserved_address, 0);
        expect("get_int_state", Pip_Get_Int_State_Result(child.descriptor() + alias), Error::reserved_address,
               ~Word{0});
        expect("countToMap", Pip_CountToMap_Result(child.descriptor(), pool_address + alias),
               Error::reserved_address, 0);
        expect("addVAddr",
               Pip_AddVAddr_Result(page + alias, child.descriptor(), pool_address, PIP_RIGHTS(1, 1, 1)),
               Error::reserved_address, 0);
        expect("addVAddr, child's page",
               Pip_AddVAddr_Result(page, child.descriptor(), pool_address + alias, PIP_RIGHTS(1, 1, 1)),
               Error::reserved_address, 0);
        expect("removeVAddr", Pip_RemoveVAddr_Result(child.descriptor(), pool_address + alias),
               Error::reserved_address, 0);
        expect("prepare", Pip_Prepare_Result(child.descriptor(), 0x30000000, page + alias),
               Error::reserved_address, page + alias);
        expect("createPartition",
               Pip_CreatePartition_Result(page + alias, page + page_size, page + 2 * page_size,
                                          page + 3 * page_size, page + 4 * page_size),
               Error::reserved_address, 0);
        expect("deletePartition", Pip_DeletePartition_Result(child.descriptor() + alias),
               Error::reserved_address, 0);
        expect("yield", Pip_Yield_Result(child.descriptor() + alias, start_entry, here_entry, 0, 0),
               Error::reserved_address, 4);
    }
}

// Registers of the console's device as a descriptor, as a table, as a VIDT, as a context.
void peripherals_as_configuration() {
    const Child child{attacker_memory()};
    const Word page = spare_page(own);
    for (const Word device : {uart_address, device_address}) {
        for (Word which = 0; which < 5; ++which) {
            Word pages[5];
            for (Word i = 0; i < 5; ++i) pages[i] = i == which ? device : page + i * page_size;
            expect("createPartition",
                   Pip_CreatePartition_Result(pages[0], pages[1], pages[2], pages[3], pages[4]),
                   Error::not_memory, 0);
        }
        expect("prepare", Pip_Prepare_Result(child.descriptor(), 0x30000000, device), Error::not_memory,
               device);
        auto* vidt = words(vidt_address);
        vidt[hostile_entry] = device + 0x40;
        expect("yield, saved to a device",
               Pip_Yield_Result(child.descriptor(), start_entry, hostile_entry, 0, 0), Error::save_context,
               9);
    }
    watch_all_entries();
}

// Devices that master the bus, and those of the kernel, are nobody's: DMA, the mailbox of the graphics
// processor, SD, USB, the local controller.
void devices_of_nobody() {
    for (const Word device : {0x3f007000u, 0x3f00b000u, 0x3f300000u, 0x3f980000u, 0x3fe05000u, 0x3fc00000u})
        expect("a device that reaches memory", Pip_MappedInChild_Result(device), Error::not_mapped, 0);
    expect("the local controller", Pip_MappedInChild_Result(0x40000000), Error::reserved_address, 0);
}

// The system died at the first interrupt in a child.
void many_interrupts() {
    Child child{attacker_memory()};
    for (Word i = 0; i < 20; ++i) {
        arm_timer();
        const auto outcome = i == 0 ? child.run_code(spin) : child.resume_interrupted();
        expect("interrupted", outcome.event.cause, PIP_EVENT_CAUSE_INTERRUPT);
        expect("by the timer", outcome.event.vector, timer_entry);
    }
}

// Pip's own numbers answer as theirs do, whatever r12 holds; numbers that are none change nothing.
void unknown_calls() {
    Child child{attacker_memory()};
    expect_finished("the child", child.run([](Word) {
        register Word r0 asm("r0") = 1;
        register Word r1 asm("r1") = 2;
        register Word r12 asm("r12") = 3;
        asm volatile("svc #12" : "+r"(r0), "+r"(r1), "+r"(r12));
        mailbox()[0] = r0;
        mailbox()[1] = r1;
        mailbox()[2] = r12;
        r12 = 3;
        asm volatile("svc #0xffffff" : "+r"(r0), "+r"(r1), "+r"(r12));
        mailbox()[3] = r0;
        mailbox()[4] = r1;
        mailbox()[5] = r12;
        asm volatile("svc #32" : "+r"(r0), "+r"(r1), "+r"(r12)); // a service for ports
        mailbox()[6] = r0;
        mailbox()[7] = r12;
    }));
    const Word expected[] = {
        0xdeadbeef, 2, 3, 0xdeadbeef, 2, PIP_ERROR_UNKNOWN_SERVICE, 0, PIP_ERROR_UNKNOWN_SERVICE};
    for (Word i = 0; i < 8; ++i) expect("r0, r1, r12 of unknown calls", child.mailbox()[i], expected[i]);
}

[[nodiscard]] Word put_character(char character) {
    register Word r0 asm("r0") = static_cast<unsigned char>(character);
    asm volatile("svc %1" : "+r"(r0) : "I"(PIP_ARMV7_SVC_PUT_CHARACTER) : "memory");
    return r0;
}

// The call that prints writes to registers, which are one child's once root has handed them on.
void print_call_beside_the_device() {
    constexpr Word console_page = uart_address, place = 0x30000000;
    const Child holder{attacker_memory()};
    Child other{spare_page(256)};
    const auto print = [](Word) { mailbox()[0] = put_character('\n'); };
    const auto expect_answer = [&](const char* what, Word answer) {
        expect_finished("a child that prints", other.run(print));
        expect(what, other.mailbox()[0], answer);
    };
    expect_answer("while root has the device", 0);
    for (Word i = 1; i <= 3; ++i) *words(spare_page(own + i)) = i == 3 ? 0 : spare_page(own + i + 1);
    expect("prepare", Pip_Prepare_Result(holder.descriptor(), place, spare_page(own + 1)), Error::none, 1);
    expect("addVAddr", Pip_AddVAddr_Result(console_page, holder.descriptor(), place, PIP_RIGHTS(1, 1, 0)),
           Error::none, 1);
    const auto intrude = [](Word) {
        mailbox()[0] = 0;
        for (const char* text = "THROUGH   - the console of another\n"; *text != 0; ++text)
            if (put_character(*text) != PIP_ARMV7_UNKNOWN_CALL) mailbox()[0] = mailbox()[0] + 1;
    };
    expect_finished("a child that prints", other.run(intrude));
    expect("characters while another child has the device", other.mailbox()[0], 0);
    expect("root's, nevertheless", put_character('\n'), 0);
    expect("removeVAddr", Pip_RemoveVAddr_Result(holder.descriptor(), place), Error::none, 1);
    expect_answer("when root has it again", 0);
}

constexpr Attempt attempts[] = {
    {23, "a save slot above user space", save_slot_above_user_space},
    {23, "pages above user space in every service, in root", [] { attempt_in_root(pages_above_user_space); }},
    {23, "pages above user space in every service, in a child",
     [] { attempt_in_child(pages_above_user_space); }},
    {24, "peripherals as configuration", peripherals_as_configuration},
    {0, "devices that reach memory by themselves", devices_of_nobody},
    {26, "interrupts in a child, one after the other", many_interrupts},
    {0, "numbers that name no service", unknown_calls},
    {0, "the call that prints, while another has the console's device", print_call_beside_the_device},
};

} // namespace

const std::span<const Attempt> weakness_attempts{attempts};

} // namespace adversary
