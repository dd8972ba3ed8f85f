// Call gates, and children so large that they go in portions: here one table has room for them.
#include "assembly.hpp"
#include "child.hpp"

namespace adversary {

namespace {

constexpr Word page_size = pip::Page::size;
constexpr Word unmapped = 0x30000000; // usable, but nothing is mapped there

// Call gates read their arguments from the caller's stack: none of these is the caller's to read.
void hostile_stacks(const Child& child, Word) {
    const Word configuration = child.configuration(0);
    const Word stacks[] = {0,
                           4,
                           0x1000,
                           PIP_I386_LOW_END - 4,
                           unmapped,
                           PIP_I386_KERNEL_WINDOW,
                           PIP_I386_KERNEL_WINDOW + 0x100000,
                           PIP_I386_KERNEL_WINDOW + 0x101ff8,
                           PIP_I386_KERNEL_WINDOW_END - 4,
                           0xfffffffc,
                           0xfffffffd,
                           0xffffffff,
                           0xc0fffffe,
                           configuration,
                           configuration + page_size,
                           configuration + 5 * page_size + 0xffd};
    for (Word service = 0; service < PIP_SERVICE_COUNT; ++service) {
        if (service == PIP_SERVICE_CHECK_INVARIANTS || service == PIP_SERVICE_WAIT)
            continue; // they have no arguments
        for (const Word stack : stacks) {
            // One word in the last bytes of the address space is the caller's own: the last of its VIDT.
            const bool one_word = service == PIP_SERVICE_IN_BYTE || service == PIP_SERVICE_IN_WORD ||
                                  service == PIP_SERVICE_IN_LONG || service == PIP_SERVICE_GET_INT_STATE ||
                                  service == PIP_SERVICE_SET_INT_STATE ||
                                  service == PIP_SERVICE_MAPPED_IN_CHILD ||
                                  service == PIP_SERVICE_DELETE_PARTITION;
            if (stack == 0xfffffffc && one_word) continue;
            const auto result = split(call_gate_on_stack(PIP_I386_FIRST_SELECTOR + 8 * service, stack));
            const Word value = service == PIP_SERVICE_GET_INT_STATE ? ~Word{0}
                               : service == PIP_SERVICE_YIELD       ? 7
                                                                    : 0;
            if (result.error == PIP_ERROR_BAD_STACK && result.value == value) continue;
            printf("         service %zu with the stack at 0x%zx:\n", service, stack);
            expect("a call", result, Error::bad_stack, value);
        }
    }
}

// Arguments across the end of a page whose neighbour is not mapped, or is not accessible; at odd addresses
// all of them work.
void stacks_across_pages() {
    Child child{attacker_memory()};
    const Word behind =
        // the child's last page is root's too, and so is the next one
        child.descriptor() + Child::pages() * page_size;
    for (Word bytes = 1; bytes < 12; ++bytes) {
        auto* words = reinterpret_cast<unsigned char*>(behind - bytes);
        for (Word i = 0; i < 4; ++i) words[i] = static_cast<unsigned char>(unmapped >> 8 * i);
        expect("arguments across two pages",
               split(call_gate_on_stack(PIP_SELECTOR_MAPPED_IN_CHILD, behind - bytes)), Error::not_mapped, 0);
        const Word edge =
            // the next page is the child's descriptor; the one before is root's image or memory
            child.configuration(0) - bytes;
        const auto result = split(call_gate_on_stack(PIP_SELECTOR_ADD_VADDR, edge));
        expect("arguments that reach into configuration", result, Error::bad_stack, 0);
    }
}

// Registers that are not results hold nothing of the kernel's, whichever way a child comes back.
void registers_that_leak() {
    Child child{attacker_memory()};
    expect_finished("the child", child.run([](Word) {
        Word ecx = 0x5a5a5a5a, edx = 0x5a5a5a5a, eax = 0;
        asm volatile("pushl %[page]\n\tlcall %[gate], $0\n\taddl $4, %%esp"
                     : "=a"(eax), "+c"(ecx), "+d"(edx)
                     : [page] "r"(PIP_I386_ROOT_IMAGE), [gate] "i"(PIP_SELECTOR_MAPPED_IN_CHILD)
                     : "memory", "cc");
        mailbox()[0] = eax;
        mailbox()[1] = ecx;
        mailbox()[2] = edx;
    }));
    for (Word i = 0; i < 3; ++i) expect("EAX, ECX, EDX of a service", child.mailbox()[i], 0);
}

// A child so large that it goes in portions.
void dying_child() {
    constexpr Word pool = 1000;
    Child child{attacker_memory(), pool};
    child.run([](Word) {
        watch_all_entries();
        const Child grandchild{pool_address, 900};
        Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1);
    });
    const Word name = child.descriptor(), page = spare_page(2048);
    expect("a portion", Pip_DeletePartition_Result(name), Error::again, 0);
    expect("countToMap", Pip_CountToMap_Result(name, pool_address), Error::child_dying, 0);
    expect("prepare", Pip_Prepare_Result(name, 0x30000000, page), Error::child_dying, page);
    expect("addVAddr", Pip_AddVAddr_Result(page, name, 0x30000000, PIP_RIGHTS(1, 1, 1)), Error::child_dying,
           0);
    expect("get_int_state", Pip_Get_Int_State_Result(name), Error::child_dying, ~Word{0});
    expect("removeVAddr", Pip_RemoveVAddr_Result(name, pool_address), Error::child_dying, 0);
    expect("collect", Pip_Collect_Result(name, pool_address), Error::child_dying, 0);
    expect("set_ports", Pip_Set_Ports_Result(name, 0, 0, 0), Error::child_dying, 0);
    for (const Word entry : {start_entry, yielded_entry, Word{PIP_VIDT_SAVE_UNMASKED}})
        expect("yield", Pip_Yield_Result(name, entry, here_entry, 0, 0), Error::child_dying, 4);
    expect("a page that it still has",
           Pip_CreatePartition_Result(child.pool_page(pool - 1), page, page + page_size, page + 2 * page_size,
                                      page + 3 * page_size),
           Error::handed_on, 0);
    Word portions = 1;
    for (pip_result_t result{0, PIP_ERROR_AGAIN}; result.error == PIP_ERROR_AGAIN; ++portions) {
        result = Pip_DeletePartition_Result(name);
        if (result.error != PIP_ERROR_AGAIN) expect("the last portion", result, Error::none, 1);
        if (portions == 1000) return expect("portions without an end", portions, 0);
    }
    for (const Word entry : {start_entry, yielded_entry})
        expect("yield to what is gone", Pip_Yield_Result(name, entry, here_entry, 0, 0), Error::not_a_child,
               4);
    // So that the end of this attempt has a child to take down.
    expect("createPartition",
           Pip_CreatePartition_Result(child.configuration(0), child.configuration(1), child.configuration(2),
                                      child.configuration(3), child.configuration(4)),
           Error::none, 1);
}

constexpr Attempt attempts[] = {
    {12, "arguments on stacks that are not the caller's, in root", [] { attempt_in_root(hostile_stacks); }},
    {12, "arguments on stacks that are not the caller's, in a child",
     [] { attempt_in_child(hostile_stacks); }},
    {12, "arguments across the end of a page", stacks_across_pages},
    {0, "everything with a dying child", dying_child},
    {0, "registers of the kernel's behind a service", registers_that_leak},
};

} // namespace

const std::span<const Attempt> gate_attempts{attempts};

} // namespace adversary
