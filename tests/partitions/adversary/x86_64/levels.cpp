// Tables of three levels: what they are made of, what is left of them, and addresses that they do not cover.
#include "child.hpp"

namespace adversary {

namespace {

constexpr Word page_size = pip::Page::size;
constexpr Word write = 2, user = 4; // bits of a page fault's error code
constexpr Word leaf_span = page_size * 512, middle_span = leaf_span * 512;
constexpr Word far_away = 0x1000000000; // behind nothing yet
constexpr Word own = 512;               // of the spare pages

volatile Word* words(Word page) { return pip::Page::containing(page).as<volatile Word>(); }

// A list of pages from `first` on.
void chain(Word first, Word count) {
    for (Word i = 0; i < count; ++i)
        *words(first + i * page_size) = i + 1 == count ? 0 : first + (i + 1) * page_size;
}

void fill(Word page, Word value) {
    for (Word i = 0; i < page_size / sizeof(Word); ++i) words(page)[i] = value;
}

void expect_zeros(const char* what, Word first, Word count) {
    for (Word i = 0; i < count * page_size / sizeof(Word); ++i)
        if (words(first)[i] != 0) return expect(what, words(first)[i], 0);
}

// Level by level; what is missing, and what is in the way.
void levels(const Child& child, Word pages) {
    const Word descriptor = child.descriptor();
    const auto expect_count = [&](const char* what, Word place, Word count) {
        expect(what, Pip_CountToMap_Result(descriptor, place), Error::none, count);
    };
    expect_count("nothing is there", far_away, 6);
    expect("addVAddr without tables", Pip_AddVAddr_Result(pages, descriptor, far_away, PIP_RIGHTS(1, 1, 1)),
           Error::not_prepared, 0);
    expect("removeVAddr without tables", Pip_RemoveVAddr_Result(descriptor, far_away),
           Error::child_not_mapped, 0);
    expect("collect without tables", Pip_Collect_Result(descriptor, far_away), Error::no_table, 0);
    chain(pages, 2);
    expect("two pages", Pip_Prepare_Result(descriptor, far_away, pages), Error::list_too_short, pages);
    chain(pages, 6);
    const Word second = pages + 3 * page_size;
    expect("six pages, of which three are used", Pip_Prepare_Result(descriptor, far_away, pages), Error::none,
           second | 1);
    expect_count("one level is there", far_away, 3);
    expect("addVAddr with one level",
           Pip_AddVAddr_Result(pages + 6 * page_size, descriptor, far_away, PIP_RIGHTS(1, 1, 1)),
           Error::not_prepared, 0);
    expect("the first three pages again", Pip_Prepare_Result(descriptor, far_away + leaf_span, pages),
           Error::not_accessible, pages);
    *words(second + page_size) = pages; // a list that leads into the level above
    expect("one of them at the end", Pip_Prepare_Result(descriptor, far_away, second), Error::not_accessible,
           second);
    chain(second, 3);
    expect("the other three", Pip_Prepare_Result(descriptor, far_away, second), Error::none, 1);
    expect_count("both levels are there", far_away, 0);
    expect_count("behind the same table", far_away + leaf_span - page_size, 0);
    expect_count("behind the one next to it", far_away + leaf_span, 3);
    expect_count("behind another one of the level above", far_away + middle_span, 6);
    // The higher level is in use as long as it leads to the lower one.
    expect("collect of the lower level's neighbour", Pip_Collect_Result(descriptor, far_away + leaf_span),
           Error::table_in_use, 1);
    expect(
        "addVAddr",
        Pip_AddVAddr_Result(pages + 6 * page_size, descriptor, far_away + 5 * page_size, PIP_RIGHTS(1, 1, 1)),
        Error::none, 1);
    expect("collect while it is in use", Pip_Collect_Result(descriptor, far_away), Error::table_in_use, 1);
    expect("removeVAddr", Pip_RemoveVAddr_Result(descriptor, far_away + 5 * page_size), Error::none, 1);
    expect("collect of the lower level", Pip_Collect_Result(descriptor, far_away + leaf_span - page_size),
           Error::none, 1);
    expect_zeros("pages of the lower level", second, 3);
    expect_count("one level is left", far_away, 3);
    expect("collect of the higher level", Pip_Collect_Result(descriptor, far_away + middle_span - page_size),
           Error::none, 1);
    expect_zeros("pages of the higher level", pages, 3);
    expect_count("nothing is left", far_away, 6);
    expect("collect once more", Pip_Collect_Result(descriptor, far_away), Error::no_table, 0);
}

// Pages that were tables come back and hold what looks like entries: nothing is found by them, whatever the
// processor has kept of the way through them.
void stale_tables() {
    Child child{attacker_memory(), 100};
    const Word tables = spare_page(own), page = spare_page(own + 8);
    fill(page, 0x5ec2e7);
    const auto read = [](Word address) { mailbox()[0] = *words(address); };
    const auto write_to = [](Word address) { *words(address) = 1; };
    for (Word round = 0; round < 3; ++round) {
        chain(tables, 3);
        expect("prepare", Pip_Prepare_Result(child.descriptor(), far_away, tables), Error::none, 1);
        chain(tables + 3 * page_size, 3);
        expect("prepare", Pip_Prepare_Result(child.descriptor(), far_away, tables + 3 * page_size),
               Error::none, 1);
        expect("addVAddr", Pip_AddVAddr_Result(page, child.descriptor(), far_away, PIP_RIGHTS(1, 1, 1)),
               Error::none, 1);
        expect_finished("the child reads it", child.run(read, far_away));
        expect("what it reads", child.mailbox()[0], 0x5ec2e7);
        expect("removeVAddr", Pip_RemoveVAddr_Result(child.descriptor(), far_away), Error::none, 1);
        expect_page_fault("a page that is gone", child.run(read, far_away), user, far_away);
        expect("collect", Pip_Collect_Result(child.descriptor(), far_away), Error::none, 1);
        expect("collect", Pip_Collect_Result(child.descriptor(), far_away), Error::none, 1);
        // Entries for each frame of the first MiBs, and of a table that maps itself.
        for (Word i = 0; i < 6; ++i)
            for (Word entry = 0; entry < page_size / sizeof(Word); ++entry)
                words(tables + i * page_size)[entry] = (entry + round * 512) * page_size | 0x67;
        for (const Word place : {far_away, far_away + page_size, far_away + leaf_span - page_size,
                                 far_away + leaf_span, far_away + middle_span}) {
            expect_page_fault("by what were tables", child.run(read, place), user, place);
            expect_page_fault("by what were tables", child.run(write_to, place), user | write, place);
        }
    }
}

// The same one generation further down, where the tables come back to who runs: nothing has reloaded what the
// processor keeps in between.
void stale_tables_of_the_current() {
    Child child{attacker_memory(), 200};
    const auto body = [](Word) {
        watch_all_entries();
        const Word grandchild_memory = pool_address, victim = pool_address + 150 * page_size;
        fill(victim, 0x1234);
        for (int round = 0; round < 3; ++round) {
            static_cast<void>(words(victim)[0]);
            // The page becomes a descriptor and comes back: out of reach at once, and within at once.
            const auto made = Pip_CreatePartition_Result(victim, victim + page_size, victim + 2 * page_size,
                                                         victim + 3 * page_size, victim + 4 * page_size);
            expect("createPartition", made, Error::none, 1);
            expect("mappedInChild", Pip_MappedInChild_Result(victim), Error::none, victim);
            expect("deletePartition", Pip_DeletePartition_Result(victim), Error::none, 1);
            expect("what came back", words(victim)[0], 0);
            fill(victim, 0x1234);
        }
        Child grandchild{grandchild_memory};
        expect_finished("the grandchild", grandchild.run([](Word) {}));
        mailbox()[0] = all_as_expected() ? 1 : 2;
    };
    expect_finished("the child", child.run(body));
    expect("what the child found", child.mailbox()[0], 1);
}

// Addresses that are nobody's, as each argument of each service that names a page.
void pages_of_nobody(const Child& child, Word page) {
    const Word descriptor = child.descriptor();
    for (const Word nobody : nobodys) {
        expect("mappedInChild", Pip_MappedInChild_Result(nobody), Error::reserved_address, 0);
        expect("get_int_state", Pip_Get_Int_State_Result(nobody), Error::reserved_address, ~Word{0});
        expect("countToMap", Pip_CountToMap_Result(descriptor, nobody), Error::reserved_address, 0);
        expect("countToMap", Pip_CountToMap_Result(nobody, pool_address), Error::reserved_address, 0);
        expect("addVAddr", Pip_AddVAddr_Result(nobody, descriptor, far_away, PIP_RIGHTS(1, 1, 1)),
               Error::reserved_address, 0);
        expect("addVAddr, child's page", Pip_AddVAddr_Result(page, descriptor, nobody, PIP_RIGHTS(1, 1, 1)),
               Error::reserved_address, 0);
        expect("addVAddr, child", Pip_AddVAddr_Result(page, nobody, far_away, PIP_RIGHTS(1, 1, 1)),
               Error::reserved_address, 0);
        expect("removeVAddr", Pip_RemoveVAddr_Result(descriptor, nobody), Error::reserved_address, 0);
        expect("removeVAddr, child", Pip_RemoveVAddr_Result(nobody, pool_address), Error::reserved_address,
               0);
        expect("collect", Pip_Collect_Result(descriptor, nobody), Error::reserved_address, 0);
        expect("collect, child", Pip_Collect_Result(nobody, pool_address), Error::reserved_address, 0);
        expect("prepare", Pip_Prepare_Result(descriptor, nobody, page), Error::reserved_address, page);
        expect("prepare, list", Pip_Prepare_Result(descriptor, far_away, nobody), Error::reserved_address,
               nobody);
        expect("prepare, child", Pip_Prepare_Result(nobody, far_away, page), Error::reserved_address, page);
        *words(page) = nobody;
        expect("prepare, further on in the list", Pip_Prepare_Result(descriptor, far_away, page),
               Error::reserved_address, page);
        for (Word wrong = 0; wrong < 5; ++wrong) {
            Word pages[5];
            for (Word i = 0; i < 5; ++i) pages[i] = i == wrong ? nobody : page + i * page_size;
            expect("createPartition",
                   Pip_CreatePartition_Result(pages[0], pages[1], pages[2], pages[3], pages[4]),
                   Error::reserved_address, 0);
        }
        expect("deletePartition", Pip_DeletePartition_Result(nobody), Error::reserved_address, 0);
        expect("yield", Pip_Yield_Result(nobody, start_entry, here_entry, 0, 0), Error::reserved_address, 4);
        expect("set_ports", Pip_Set_Ports_Result(nobody, 7, 0, 1), Error::reserved_address, 0);
        for (const Word bit : {Word{1}, Word{8}, Word{0x800}})
            expect("mappedInChild, low bits", Pip_MappedInChild_Result(nobody | bit), Error::unaligned, 0);
    }
}

// ... and as places for contexts, for root and for a child.
void contexts_of_nobody() {
    Child child{attacker_memory()};
    auto* vidt = words(vidt_address);
    for (const Word nobody : nobodys)
        for (const Word place : {nobody, nobody + 8, nobody + page_size - 8, nobody - 8}) {
            // The last one is in the page before, and goes on in this one.
            child.vidt()[hostile_entry] = place | PIP_OPEN_TO_PARENT;
            expect("to be entered with", child.probe(hostile_entry), Error::target_context);
            vidt[hostile_entry] = place;
            expect("to be saved to", Pip_Yield_Result(child.descriptor(), start_entry, hostile_entry, 0, 0),
                   Error::save_context, 9);
            child.vidt()[PIP_VIDT_SAVE_UNMASKED] = place;
            expect_fault("a fault of a child that cannot be saved",
                         child.run([](Word) { undefined_instruction(); }), undefined_fault);
        }
    watch_all_entries();
}

constexpr Attempt attempts[] = {
    {0, "tables of three levels, one after the other, in root", [] { attempt_in_root(levels); }},
    {0, "tables of three levels, one after the other, in a child", [] { attempt_in_child(levels); }},
    {5, "entries in pages that were tables", stale_tables},
    {5, "pages that become configuration and come back, of who runs", stale_tables_of_the_current},
    {23, "pages of nobody's in every service, in root", [] { attempt_in_root(pages_of_nobody); }},
    {23, "pages of nobody's in every service, in a child", [] { attempt_in_child(pages_of_nobody); }},
    {23, "contexts at addresses of nobody's", contexts_of_nobody},
};

} // namespace

const std::span<const Attempt> level_attempts{attempts};

} // namespace adversary
