// Execution: of pages without the right to it, of devices, of the kernel; and rights that a child has not
// got.
#include "child.hpp"

namespace adversary {

namespace {

constexpr Word page_size = pip::Page::size;
constexpr Word present = 1, write = 2, user = 4, fetch = 16; // bits of a page fault's error code
constexpr unsigned char return_instruction = 0xc3;

void jump(Word address) { reinterpret_cast<void (*)()>(address)(); }

void put_code(Word page) { *pip::Page::containing(page).as<volatile unsigned char>() = return_instruction; }

void expect_not_executed(const char* what, const Outcome& outcome, Word address) {
    expect_page_fault(what, outcome, present | user | fetch, address);
}

void pages_that_are_not_executable() {
    Child child{attacker_memory()};
    const Word page = spare_page(512), place = pool_address + 64 * page_size;
    put_code(page);
    const auto give = [&](Word writable, Word executable) {
        expect("addVAddr",
               Pip_AddVAddr_Result(page, child.descriptor(), place, PIP_RIGHTS(1, writable, executable)),
               Error::none, 1);
    };
    const auto take = [&] {
        expect("removeVAddr", Pip_RemoveVAddr_Result(child.descriptor(), place), Error::none, 1);
    };
    // The processor has had the translation each time, with other rights.
    for (int round = 0; round < 2; ++round) {
        give(1, 0);
        expect_finished(
            "it is read",
            child.run(
                [](Word address) { static_cast<void>(*pip::Page::containing(address).as<volatile Word>()); },
                place));
        expect_not_executed("a page without the right", child.run(jump, place), place);
        take();
        give(0, 1);
        expect_finished("the same with the right", child.run(jump, place));
        expect_page_fault("it is written", child.run([](Word address) { put_code(address); }, place),
                          present | write | user, place);
        take();
        expect_page_fault("the same when it is gone", child.run(jump, place), user | fetch, place);
    }
    for (const Word executable : {Word{1}, Word{3}, ~Word{0}, Word{1} << 32})
        expect("a device, to be executed",
               Pip_AddVAddr_Result(device_address, child.descriptor(), place, PIP_RIGHTS(1, 1, executable)),
               Error::rights, 0);
    expect("a device", Pip_AddVAddr_Result(device_address, child.descriptor(), place, PIP_ALL_RIGHTS),
           Error::none, 1);
    expect_not_executed("a device", child.run(jump, place), place);
    take();
}

// Nobody gives what they have not got.
void execution_handed_on() {
    Child child{attacker_memory(), 100};
    const Word page = spare_page(512), place = pool_address + 128 * page_size;
    put_code(page);
    expect("addVAddr", Pip_AddVAddr_Result(page, child.descriptor(), place, PIP_RIGHTS(1, 1, 0)), Error::none,
           1);
    const auto hand_on = [](Word data) {
        watch_all_entries();
        constexpr Word target = pool_address + 64 * page_size;
        Child grandchild{pool_address};
        for (const Word asked : {Word{1}, Word{3}, ~Word{0}, Word{1} << 32, Word{1} << 32 | 2})
            expect("addVAddr, to be executed",
                   Pip_AddVAddr_Result(data, grandchild.descriptor(), target, PIP_RIGHTS(1, 1, asked)),
                   Error::rights, 0);
        expect("addVAddr, as the child has it",
               Pip_AddVAddr_Result(data, grandchild.descriptor(), target, PIP_ALL_RIGHTS), Error::none, 1);
        expect_not_executed("as the child has it", grandchild.run(jump, target), target);
        mailbox()[0] = all_as_expected() ? 1 : 2;
    };
    expect_finished("the child", child.run(hand_on, place));
    expect("what the child found", child.mailbox()[0], 1);
}

// The child's own: its stack where it may not execute it, and what is in the lowest and highest pages.
void execution_of_nothing() {
    Child child{attacker_memory()};
    for (const Word address : {Word{0}, low_end - 1, Word{PIP_X86_64_RESERVED}, Word{0x30000000}, address_end,
                               Word{0x7ffffffff000}})
        expect_page_fault("what is not mapped", child.run(jump, address), user | fetch, address);
}

constexpr Attempt attempts[] = {
    {0, "execution of pages without the right to it, and of devices", pages_that_are_not_executable},
    {0, "execution that a child has not got, handed on", execution_handed_on},
    {0, "execution of what is not mapped", execution_of_nothing},
};

} // namespace

const std::span<const Attempt> execution_attempts{attempts};

} // namespace adversary
