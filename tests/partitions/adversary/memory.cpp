// Memory: rights that grow on the way down, what comes back from children, what lies behind lists and tables.
#include "child.hpp"
#include "pip/string.h"
#include "platform.hpp"

namespace adversary {

namespace {

constexpr Word page_size = pip::Page::size, words_per_page = page_size / sizeof(Word);
constexpr Word present = 1, write = 2, user = 4; // bits of a page fault's error code
constexpr Word unmapped = 0x30000000;
constexpr Word own = 512; // of the spare pages

volatile Word* words(Word page) { return pip::Page::containing(page).as<volatile Word>(); }

void fill(Word page, Word value) {
    for (Word i = 0; i < words_per_page; ++i) words(page)[i] = value;
}

void expect_zeros(const char* what, Word page) {
    for (Word i = 0; i < words_per_page; ++i)
        if (words(page)[i] != 0) return expect(what, words(page)[i], 0);
}

// A child that has a page that it may only read. Nobody writes to it.
struct ReadOnly {
    Child child{attacker_memory(), 100};
    Word page_in_child = 0x20000000;
    Word page = spare_page(own);

    ReadOnly() {
        fill(page, 0x5a5a5a5a);
        for (Word i = 1; i <= 3; ++i) *words(spare_page(own + i)) = i == 3 ? 0 : spare_page(own + i + 1);
        expect("tables", Pip_Prepare_Result(child.descriptor(), page_in_child, spare_page(own + 1)),
               Error::none, 1);
        expect("a read-only page",
               Pip_AddVAddr_Result(page, child.descriptor(), page_in_child, PIP_RIGHTS(1, 0, 1)), Error::none,
               1);
    }
    ~ReadOnly() {
        for (Word i = 0; i < words_per_page; ++i) expect("the read-only page", words(page)[i], 0x5a5a5a5a);
    }
};

void read_only_page_written() {
    ReadOnly setup;
    const auto outcome = setup.child.run([](Word page) { *words(page) = 1; }, setup.page_in_child);
    expect_page_fault("a write", outcome, present | write | user, setup.page_in_child);
}

void read_only_page_handed_on() {
    ReadOnly setup;
    const auto outcome = setup.child.run(
        [](Word page) {
            watch_all_entries();
            Child grandchild{pool_address};
            expect("as a writable page",
                   Pip_AddVAddr_Result(page, grandchild.descriptor(), pool_address + 64 * page_size,
                                       PIP_RIGHTS(1, 1, 1)),
                   Error::not_writable, 0);
            expect("as a read-only page",
                   Pip_AddVAddr_Result(page, grandchild.descriptor(), pool_address + 64 * page_size,
                                       PIP_RIGHTS(1, 0, 1)),
                   Error::none, 1);
            expect_page_fault(
                "a write of the grandchild",
                grandchild.run([](Word place) { *words(place) = 1; }, pool_address + 64 * page_size),
                present | write | user, pool_address + 64 * page_size);
            mailbox()[0] = all_as_expected() ? 1 : 2;
        },
        setup.page_in_child);
    expect_finished("the child", outcome);
    expect("what the child found", setup.child.mailbox()[0], 1);
}

void read_only_page_as_configuration() {
    ReadOnly setup;
    const auto outcome = setup.child.run(
        [](Word page) {
            watch_all_entries();
            for (Word wrong = 0; wrong < 5; ++wrong) {
                Word pages[5];
                for (Word i = 0; i < 5; ++i) pages[i] = i == wrong ? page : pool_address + i * page_size;
                expect("as configuration",
                       Pip_CreatePartition_Result(pages[0], pages[1], pages[2], pages[3], pages[4]),
                       Error::not_writable, 0);
            }
            Child grandchild{pool_address};
            expect("as a table", Pip_Prepare_Result(grandchild.descriptor(), unmapped, page),
                   Error::not_writable, page);
            mailbox()[0] = all_as_expected() ? 1 : 2;
        },
        setup.page_in_child);
    expect_finished("the child", outcome);
    expect("what the child found", setup.child.mailbox()[0], 1);
}

// All pages are full of ones before they become configuration, and zeros when they come back.
void pages_that_come_back(Word first) {
    constexpr Word tables = 3 * PIP_TABLE_LEVELS, memory = 5 + tables, count = memory + 1;
    const auto page = [&](Word index) { return first + index * page_size; };
    const auto prepare_all = [&] {
        for (Word i = 5; i < memory; ++i) {
            fill(page(i), ~Word{0});
            *words(page(i)) = i == memory - 1 ? 0 : page(i + 1);
        }
        for (Word i = 5; i < memory; i += 3)
            expect("prepare", Pip_Prepare_Result(page(0), unmapped, page(i)), Error::none,
                   (i + 3 == memory ? 0 : page(i + 3)) | 1);
    };
    for (Word i = 0; i < count; ++i) fill(page(i), ~Word{0});
    expect("createPartition", Pip_CreatePartition_Result(page(0), page(1), page(2), page(3), page(4)),
           Error::none, 1);
    prepare_all();
    expect("addVAddr",
           Pip_AddVAddr_Result(page(memory), page(0), unmapped + 5 * page_size, PIP_RIGHTS(1, 1, 1)),
           Error::none, 1);
    expect("removeVAddr", Pip_RemoveVAddr_Result(page(0), unmapped + 5 * page_size), Error::none, 1);
    for (Word i = 5; i < memory; i += 3)
        expect("collect", Pip_Collect_Result(page(0), unmapped), Error::none, 1);
    for (Word i = 5; i < memory; ++i) expect_zeros("a page that collect returned", page(i));
    prepare_all();
    expect("addVAddr", Pip_AddVAddr_Result(page(memory), page(0), unmapped, PIP_RIGHTS(1, 1, 1)), Error::none,
           1);
    if (has_ports) expect("set_ports", Pip_Set_Ports_Result(page(0), 7, 0, 0xfffe), Error::none, 1);
    expect("deletePartition", Pip_DeletePartition_Result(page(0)), Error::none, 1);
    for (Word i = 0; i < memory; ++i) expect_zeros("a page that deletePartition returned", page(i));
    expect("memory of the child is as it was", *words(page(memory)), ~Word{0});
}

void pages_come_back_to_root() { pages_that_come_back(spare_page(own)); }

void pages_come_back_to_child() {
    Child child{attacker_memory()};
    expect_finished("the child", child.run([](Word) {
        pages_that_come_back(pool_address);
        mailbox()[0] = all_as_expected() ? 1 : 2;
    }));
    expect("what the child found", child.mailbox()[0], 1);
}

// Each page of root's memory keeps a word of its own: no two pages show the same frame, and no device is one
// of them.
void aliases_of_root() {
    const Word specials[] = {fpinfo_address, root_stack_address, lowest_stack_page};
    constexpr Word place = 64; // a word that nothing else uses
    const auto own_word = [](Word page) { return page ^ 0x5a5a5a5a; };
    for (Word page = spare_page(own); page < memory_end(); page += page_size)
        words(page)[place] = own_word(page);
    for (const Word page : specials) words(page)[place] = own_word(page);
    for (Word i = 0; i < device_pages; ++i) words(device_address + i * page_size)[place] = 0x07410741 + i;
    for (Word page = spare_page(own); page < memory_end(); page += page_size)
        if (words(page)[place] != own_word(page))
            return expect("a page shows the frame of another one", page, 0);
    for (const Word page : specials)
        expect("a page shows the frame of another one", words(page)[place], own_word(page));
}

// The pages of child tables were full of ones: a bit that survived would make the neighbours of a mapped page
// present, or larger.
void leftovers_in_tables() {
    Child child{attacker_memory()};
    for (Word i = 0; i < 4; ++i) fill(spare_page(own + i), ~Word{0});
    for (Word i = 0; i < 3; ++i) *words(spare_page(own + i)) = i == 2 ? 0 : spare_page(own + i + 1);
    expect("prepare", Pip_Prepare_Result(child.descriptor(), unmapped, spare_page(own)), Error::none, 1);
    const auto read = [](Word page) { mailbox()[0] = *words(page); };
    const auto expect_nothing = [&](Word page) {
        expect_page_fault("a page that is not mapped", child.run(read, page), user, page);
    };
    for (const Word offset : {0u, 1u, 2u, 511u, 512u, 1022u, 1023u})
        expect_nothing(unmapped + offset * page_size);
    // Writable, then read-only, then writable again, at the same place: each time with these rights.
    for (const Word writable : {1u, 0u, 1u, 0u}) {
        expect("addVAddr",
               Pip_AddVAddr_Result(spare_page(own + 3), child.descriptor(), unmapped + page_size,
                                   PIP_RIGHTS(1, writable, 1)),
               Error::none, 1);
        const auto outcome = child.run([](Word page) { *words(page) = 7; }, unmapped + page_size);
        if (writable != 0)
            expect_finished("a write", outcome);
        else
            expect_page_fault("a write", outcome, present | write | user, unmapped + page_size);
        expect_nothing(unmapped);
        expect_nothing(unmapped + 2 * page_size);
        expect("removeVAddr", Pip_RemoveVAddr_Result(child.descriptor(), unmapped + page_size), Error::none,
               1);
        expect_nothing(unmapped + page_size);
    }
    // A device is mapped without the cache; memory at the same place afterwards.
    expect("a device", Pip_AddVAddr_Result(device_address, child.descriptor(), unmapped, PIP_ALL_RIGHTS),
           Error::none, 1);
    expect_finished("a read", child.run(read, unmapped));
    expect("removeVAddr", Pip_RemoveVAddr_Result(child.descriptor(), unmapped), Error::none, 1);
    expect_nothing(unmapped);
}

// Pip searched a list for the tables, and began in the wrong place on its second page: more tables than one
// page of its list had.
void collect_of_many_tables() {
    constexpr Word tables = 150;
    const Child child{attacker_memory()};
    constexpr Word first_place = 0x20000000; // all of them behind one table of the level above
    const auto place = [](Word index) { return first_place + index * page_size * pages_per_table; };
    const auto first_page = [](Word index) { return spare_page(own + 3 * index); };
    for (Word i = 0; i < tables; ++i) {
        for (Word j = 0; j < 3; ++j)
            *words(first_page(i) + j * page_size) = j == 2 ? 0 : first_page(i) + (j + 1) * page_size;
        expect("prepare", Pip_Prepare_Result(child.descriptor(), place(i), first_page(i)), Error::none, 1);
    }
    for (Word i = 0; i < tables; ++i) {
        const Word index = i * 77 % tables;
        expect("collect", Pip_Collect_Result(child.descriptor(), place(index)), Error::none, 1);
        // The level above stays, since others are behind it.
        expect("collect again", Pip_Collect_Result(child.descriptor(), place(index)),
               PIP_TABLE_LEVELS == 1 ? Error::no_table : Error::table_in_use, PIP_TABLE_LEVELS == 1 ? 0 : 1);
        for (Word j = 0; j < 3; ++j)
            expect_zeros("a page that collect returned", first_page(index) + j * page_size);
    }
}

void cyclic_lists(const Child& child, Word pages) {
    const Word a = pages, b = a + page_size, c = b + page_size;
    const auto prepare = [&](Word first) { return Pip_Prepare_Result(child.descriptor(), unmapped, first); };
    *words(a) = a;
    expect("a page that is its own next", prepare(a), Error::duplicate_page, a);
    *words(a) = b;
    *words(b) = a;
    expect("two pages in a ring", prepare(a), Error::duplicate_page, a);
    *words(b) = b;
    expect("a ring at the end", prepare(a), Error::duplicate_page, a);
    *words(b) = 0;
    expect("a list that ends too early", prepare(a), Error::list_too_short, a);
    *words(b) = first_reserved + 0x100000;
    expect("a list that leads into the kernel", prepare(a), Error::reserved_address, a);
    *words(b) = child.configuration(3);
    expect("a list that leads into configuration", prepare(a), Error::not_accessible, a);
    *words(b) = child.mailbox_page();
    expect("a list that leads into the child's memory", prepare(a), Error::handed_on, a);
    *words(b) = c;
    *words(c) = a;
    expect("three pages in a ring are enough", prepare(a), Error::none, a | 1);
    expect("collect", Pip_Collect_Result(child.descriptor(), unmapped), Error::none, 1);
    expect("createPartition", Pip_CreatePartition_Result(a, b, c, c + page_size, a), Error::duplicate_page,
           0);
}

// Everything that a child with two generations below it had is root's again.
void grandchildren_come_back() {
    constexpr Word pool = 220;
    for (int round = 0; round < 2; ++round) {
        Child child{attacker_memory(), pool};
        const auto outcome = child.run([](Word) {
            watch_all_entries();
            Child grandchild{pool_address, 110};
            grandchild.run([](Word) {
                watch_all_entries();
                const Child last{pool_address};
                Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1);
            });
            Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1);
        });
        expect("three generations", outcome.event.vector, parent_entry);
        child.destroy();
        for (Word page = attacker_memory(); page < attacker_memory() + Child::pages(pool) * page_size;
             page += page_size) {
            *words(page) = page; // faults where the page did not come back
            expect("a page is nobody else's", Pip_MappedInChild_Result(page), Error::none, 0);
        }
    }
}

constexpr Attempt attempts[] = {
    {9, "a read-only page, written", read_only_page_written},
    {9, "a read-only page, handed on as a writable one", read_only_page_handed_on},
    {10, "a read-only page, given up as configuration", read_only_page_as_configuration},
    {4, "contents of pages that come back to root", pages_come_back_to_root},
    {4, "contents of pages that come back to a child", pages_come_back_to_child},
    {5, "a frame at two addresses of root's", aliases_of_root},
    {14, "leftovers in table entries", leftovers_in_tables},
    {18, "collect of 150 tables, in no order", collect_of_many_tables},
    {19, "cyclic lists of pages, and lists that lead astray, in root", [] { attempt_in_root(cyclic_lists); }},
    {19, "cyclic lists of pages, and lists that lead astray, in a child",
     [] { attempt_in_child(cyclic_lists); }},
    {20, "a child taken down with two generations below it", grandchildren_come_back},
};

} // namespace

const std::span<const Attempt> memory_attempts{attempts};

} // namespace adversary
