// Page tables: nobody may touch what configures a partition, by whatever name it has for it.
#include "child.hpp"
#include "platform.hpp"

namespace adversary {

namespace {

constexpr Word page_size = pip::Page::size;
constexpr Word write = 2, user = 4; // bits of a page fault's error code
constexpr Word unmapped = 0x30000000;
constexpr Word own = 512; // of the spare pages

volatile Word* words(Word page) { return pip::Page::containing(page).as<volatile Word>(); }

// The child has touched all the pages before, so that the processor has their translations at hand.
void touch_in_child() {
    Child child{attacker_memory(), 100};
    for (Word index = 0; index < Child::configuration_pages; ++index) {
        const auto make_and_touch = [](Word argument) {
            watch_all_entries();
            for (Word i = 0; i < Child::configuration_pages; ++i)
                *words(pool_address + i * page_size) = ~Word{0};
            const Child grandchild{pool_address};
            const Word page = grandchild.configuration(argument >> 1);
            if ((argument & 1) != 0)
                words(page)[1] = ~Word{0};
            else
                mailbox()[0] = words(page)[1];
        };
        const Word page = pool_address + index * page_size;
        expect_page_fault("a read", child.run(make_and_touch, index << 1), withheld | user,
                          page + sizeof(Word));
        expect("taking the grandchild down",
               child.run([](Word) { Pip_DeletePartition(pool_address); }).finished() ? 1 : 0, 1);
        expect_page_fault("a write", child.run(make_and_touch, index << 1 | 1), withheld | write | user,
                          page + sizeof(Word));
        expect("taking the grandchild down",
               child.run([](Word) { Pip_DeletePartition(pool_address); }).finished() ? 1 : 0, 1);
    }
}

// By services, as everything that they take. `page` configures a descendant of the caller, `child` is a child
// of the caller.
void use_by_services(const Child& child, Word page) {
    const Word good = spare_page(own);
    expect("addVAddr", Pip_AddVAddr_Result(page, child.descriptor(), unmapped, PIP_RIGHTS(1, 1, 1)),
           Error::not_accessible, 0);
    expect("addVAddr, read-only",
           Pip_AddVAddr_Result(page, child.descriptor(), unmapped, PIP_RIGHTS(1, 0, 1)),
           Error::not_accessible, 0);
    for (Word wrong = 0; wrong < 5; ++wrong) {
        Word pages[5];
        for (Word i = 0; i < 5; ++i) pages[i] = i == wrong ? page : good + i * page_size;
        expect("createPartition",
               Pip_CreatePartition_Result(pages[0], pages[1], pages[2], pages[3], pages[4]),
               Error::not_accessible, 0);
    }
    expect("prepare", Pip_Prepare_Result(child.descriptor(), unmapped, page), Error::not_accessible, page);
    if (has_ports) expect("outaddrl", Pip_Outaddrl_Result(0xcf8, page), Error::not_accessible, 0);
    auto* vidt = words(vidt_address);
    constexpr Word entry = hostile_entry;
    for (const Word place : {page, page + 0x100, page + page_size - 32}) {
        const Word before = vidt[entry];
        vidt[entry] = place;
        expect("a context to be saved to", Pip_Yield_Result(child.descriptor(), start_entry, entry, 0, 0),
               Error::save_context, 9);
        vidt[entry] = before;
    }
    expect_no_arguments_at(page);
}

void use_in_root() {
    Child child{attacker_memory(), 100};
    for (Word index = 0; index < Child::configuration_pages; ++index)
        use_by_services(child, child.configuration(index));

    // Root's own names of pages that a child gave to a child of its own.
    expect("a grandchild",
           child
               .run([](Word) {
                   watch_all_entries();
                   const Child grandchild{pool_address};
                   Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1);
               })
               .event.vector,
           parent_entry);
    for (Word index = 0; index < Child::configuration_pages; ++index) {
        use_by_services(child, child.pool_page(index));
        expect("removeVAddr", Pip_RemoveVAddr_Result(child.descriptor(), pool_address + index * page_size),
               Error::child_not_accessible, 0);
    }
    expect("removeVAddr of what the grandchild has",
           Pip_RemoveVAddr_Result(child.descriptor(), pool_address + Child::configuration_pages * page_size),
           Error::child_handed_on, 0);
    expect_finished("the child goes on", child.resume());
    for (Word index = 0; index < Child::configuration_pages; ++index)
        words(child.pool_page(index))[1] = 1; // and they are root's to use again
}

// A context that a child wants to be entered with, or saved to, in its own page tables or in its child's.
void contexts_in_page_tables() {
    Child child{attacker_memory(), 100};
    const auto outcome = child.run([](Word) {
        watch_all_entries();
        Child grandchild{pool_address};
        for (Word index = 0; index < Child::configuration_pages; ++index) {
            words(vidt_address)[hostile_entry] = grandchild.configuration(index);
            expect("saved to", Pip_Yield_Result(grandchild.descriptor(), start_entry, hostile_entry, 1, 1),
                   Error::save_context, 9);
            // Where the child is saved when it faults; nobody minds that it is not.
            words(vidt_address)[hostile_entry + 1 + index] = grandchild.configuration(index);
        }
        words(vidt_address)[PIP_VIDT_SAVE_UNMASKED] = grandchild.configuration(1);
        mailbox()[0] = all_as_expected() ? 1 : 2;
        undefined_instruction();
    });
    expect_fault("the child", outcome, undefined_fault);
    expect("what the child found", child.mailbox()[0], 1);
    for (Word index = 0; index < Child::configuration_pages; ++index)
        expect("entered with",
               Pip_Yield_Result(child.descriptor(), hostile_entry + 1 + index, here_entry, 0, 0),
               Error::target_context, 8);
}

// One page at two places: in a child, in two children, in a child and as configuration.
void second_names() {
    Child child{attacker_memory()};
    const Word other_memory = spare_page(256), page = spare_page(own);
    Child other{other_memory};
    const Word place = pool_address + 64 * page_size;
    expect("addVAddr", Pip_AddVAddr_Result(page, child.descriptor(), place, PIP_RIGHTS(1, 1, 1)), Error::none,
           1);
    expect("in the child twice",
           Pip_AddVAddr_Result(page, child.descriptor(), place + page_size, PIP_RIGHTS(1, 1, 1)),
           Error::handed_on, 0);
    expect("in another child too", Pip_AddVAddr_Result(page, other.descriptor(), place, PIP_RIGHTS(1, 1, 1)),
           Error::handed_on, 0);
    expect("as configuration too",
           Pip_CreatePartition_Result(page, page + page_size, page + 2 * page_size, page + 3 * page_size,
                                      page + 4 * page_size),
           Error::handed_on, 0);
    expect("as a table too", Pip_Prepare_Result(child.descriptor(), unmapped, page), Error::handed_on, page);
    expect("over another page",
           Pip_AddVAddr_Result(page + page_size, child.descriptor(), place, PIP_RIGHTS(1, 1, 1)),
           Error::already_mapped, 0);
    expect("from the wrong child", Pip_RemoveVAddr_Result(other.descriptor(), place), Error::child_not_mapped,
           0);
    expect("collect what is in use", Pip_Collect_Result(child.descriptor(), place), Error::table_in_use, 1);
    for (Word executable = every_page_executes ? 0 : 1; executable < 2; ++executable)
        expect("rights that there are not",
               Pip_AddVAddr_Result(page + page_size, child.descriptor(), place + page_size,
                                   PIP_RIGHTS(1 - executable, 1, executable)),
               Error::rights, 0);
    const auto read = [](Word address) { mailbox()[0] = *words(address); };
    expect_page_fault("the other child reads it", other.run(read, place), user, place);
    // And when the child has lost it, at once.
    expect_finished("the child reads it", child.run(read, place));
    expect("removeVAddr", Pip_RemoveVAddr_Result(child.descriptor(), place), Error::none, 1);
    expect_page_fault("the child reads it", child.run(read, place), user, place);
}

constexpr Attempt attempts[] = {
    {5, "configuration of a grandchild's, touched by a child", touch_in_child},
    {5, "configuration, named to every service by root", use_in_root},
    {5, "contexts in page tables", contexts_in_page_tables},
    {0, "one page at two places", second_names},
};

} // namespace

const std::span<const Attempt> page_table_attempts{attempts};

} // namespace adversary
