// Contexts and the VIDT: what the kernel reads and writes for a partition must be the partition's own,
// wherever the pointers lead.
#include "child.hpp"
#include "platform.hpp"
#include "timer.hpp"

namespace adversary {

namespace {

constexpr Word page_size = pip::Page::size;
constexpr Word unmapped = 0x30000000, read_only = 0x20000000;
constexpr Word own = 512; // of the spare pages

volatile Word* words(Word page) { return pip::Page::containing(page).as<volatile Word>(); }

// Addresses at which nobody has a context: some part of the bytes from there on is not the partition's.
// Guarded partitions have contexts at words only; what is below is who may name the entry.
constexpr Word least = always_guarded ? sizeof(Word) : 1;
constexpr Word nowhere[] = {least,
                            0xff0,
                            low_end - sizeof(user_ctx_t),
                            low_end - 1,
                            unmapped,
                            unmapped + 0xff1,
                            first_reserved - 1,
                            first_reserved - sizeof(user_ctx_t) + least,
                            first_reserved,
                            first_reserved + 0x100000,
                            end_reserved - sizeof(user_ctx_t),
                            end_reserved - 1,
                            ~Word{0} - 62,
                            ~Word{0} - 47,
                            ~Word{0} - 2,
                            ~Word{0}};
constexpr Word nowheres = sizeof nowhere / sizeof nowhere[0];

// An entry of a child's that leads there, for its parent.
Word way_to(Word place) { return place | open_bits(pip::Open::to_parent); }

void give_tables(Word descriptor, Word place) {
    for (Word i = 1; i <= 3; ++i) *words(spare_page(own + i)) = i == 3 ? 0 : spare_page(own + i + 1);
    expect("prepare", Pip_Prepare_Result(descriptor, place, spare_page(own + 1)), Error::none, 1);
}

// A child with a page that it may only read, and an unwritten page behind it.
void give_read_only_page(const Child& child) {
    give_tables(child.descriptor(), read_only);
    for (Word i = 0; i < page_size / sizeof(Word); ++i) words(spare_page(own))[i] = 0x5a5a5a5a;
    expect("addVAddr",
           Pip_AddVAddr_Result(spare_page(own), child.descriptor(), read_only, PIP_RIGHTS(1, 0, 1)),
           Error::none, 1);
    expect("addVAddr",
           Pip_AddVAddr_Result(spare_page(own + 4), child.descriptor(), read_only + page_size,
                               PIP_RIGHTS(1, 1, 1)),
           Error::none, 1);
}

void expect_unwritten(const char* what) {
    for (Word i = 0; i < page_size / sizeof(Word); ++i) expect(what, words(spare_page(own))[i], 0x5a5a5a5a);
}

void saved_to_read_only_page() {
    Child child{attacker_memory()};
    give_read_only_page(child);
    const auto yield_to = [](Word place) {
        words(vidt_address)[hostile_entry] = place;
        mailbox()[0] = Pip_Yield_Result(0, parent_entry, hostile_entry, 1, 1).error;
        mailbox()[1] = Pip_Yield_Result(0, parent_entry, hostile_entry, 1, 1).value;
    };
    // All of it, its end, and its beginning in the page.
    for (const Word place :
         {read_only, read_only + 0x123, read_only + page_size - 1, read_only + page_size - 32}) {
        expect_finished("the child", child.run(yield_to, place));
        expect("yield", child.mailbox()[0], PIP_ERROR_SAVE_CONTEXT);
        expect("its value", child.mailbox()[1], 9);
        child.vidt()[PIP_VIDT_SAVE_MASKED] = place;
        child.vidt()[PIP_VIDT_SAVE_UNMASKED] = place;
        expect_fault("a fault", child.run([](Word) { undefined_instruction(); }), undefined_fault);
        if (software_event != 0)
            expect("int n", child.run([](Word) { make_software_event(); }).event.vector, software_event);
        arm_timer();
        expect("an interrupt", child.run_code(spin).event.cause, PIP_EVENT_CAUSE_INTERRUPT);
        expect_unwritten("the read-only page");
    }
    // It may be entered with, since that only reads.
    expect("removing the page", Pip_RemoveVAddr_Result(child.descriptor(), read_only), Error::none, 1);
    expect("removing the page", Pip_RemoveVAddr_Result(child.descriptor(), read_only + page_size),
           Error::none, 1);
}

// The same one generation further down: the parent of the faulting one is a child.
void saved_to_read_only_page_of_child() {
    Child child{attacker_memory(), 100};
    give_read_only_page(child);
    expect_finished("the child", child.run([](Word) {
        watch_all_entries();
        Child grandchild{pool_address};
        *words(pool_address + 90 * page_size) = pool_address + 91 * page_size;
        *words(pool_address + 91 * page_size) = pool_address + 92 * page_size;
        *words(pool_address + 92 * page_size) = 0;
        expect("prepare",
               Pip_Prepare_Result(grandchild.descriptor(), read_only, pool_address + 90 * page_size),
               Error::none, 1);
        expect("addVAddr",
               Pip_AddVAddr_Result(read_only, grandchild.descriptor(), read_only, PIP_RIGHTS(1, 0, 1)),
               Error::none, 1);
        grandchild.vidt()[PIP_VIDT_SAVE_UNMASKED] = read_only;
        expect_fault("a fault", grandchild.run([](Word) { undefined_instruction(); }), undefined_fault);
        expect_finished("the grandchild", grandchild.run([](Word) {
            words(vidt_address)[hostile_entry] = read_only + 4;
            mailbox()[0] = Pip_Yield_Result(0, parent_entry, hostile_entry, 1, 1).error;
        }));
        expect("yield", grandchild.mailbox()[0], PIP_ERROR_SAVE_CONTEXT);
        mailbox()[0] = all_as_expected() ? 1 : 2;
    }));
    expect("what the child found", child.mailbox()[0], 1);
    expect_unwritten("the read-only page");
}

// The event record is the kernel's to write, so the VIDT page has to be the partition's to write.
void read_only_vidt() {
    Child child{attacker_memory()};
    expect("removing the VIDT", Pip_RemoveVAddr_Result(child.descriptor(), vidt_address), Error::none, 1);
    expect("a read-only VIDT",
           Pip_AddVAddr_Result(child.vidt_page(), child.descriptor(), vidt_address, PIP_RIGHTS(1, 0, 1)),
           Error::none, 1);
    for (Word entry = PIP_RECORD_MAGIC + 1; entry < record_end; ++entry) child.vidt()[entry] = 0x5a5a5a5a;
    const auto outcome = child.run([](Word) { undefined_instruction(); });
    if (always_guarded)
        expect("a guarded child without a record", outcome.refused, Error::target_vidt);
    else
        expect_fault("the child runs", outcome, undefined_fault);
    for (Word entry = PIP_RECORD_MAGIC + 1; entry < record_end; ++entry)
        expect("the record", child.vidt()[entry], 0x5a5a5a5a);
}

void entered_with_hostile_context() {
    Child child{attacker_memory()};
    for (const Word place : nowhere) {
        child.vidt()[hostile_entry] = way_to(place);
        expect("yield to a hostile context",
               Pip_Yield_Result(child.descriptor(), hostile_entry, here_entry, 0, 0), Error::target_context,
               8);
    }
    child.vidt()[hostile_entry] = way_to(0);
    expect("yield to no context", Pip_Yield_Result(child.descriptor(), hostile_entry, here_entry, 0, 0),
           Error::target_context, 8);
    // Some would be good ones where a part of them, or of their product with a word's size, is lost.
    constexpr Word too_large = ~Word{0} / sizeof(Word) + 1, half = Word{1} << 4 * sizeof(Word);
    for (const Word index : {Word{PIP_INDEX_LIMIT}, Word{PIP_INDEX_LIMIT + 1}, Word{0x10000}, ~Word{0} / 2,
                             ~Word{0}, too_large, too_large + start_entry, half + start_entry}) {
        expect("a target index", Pip_Yield_Result(child.descriptor(), index, here_entry, 0, 0),
               Error::target_index, 1);
        expect("a save index", Pip_Yield_Result(child.descriptor(), start_entry, index, 0, 0),
               Error::save_index, 2);
    }
    // The last bytes of the address space are just enough; the context is the end of the VIDT.
    expect_finished("the child runs", child.run([](Word) {
        const auto* from =
            reinterpret_cast<const volatile Word*>(words(vidt_address)[start_entry] & ~Word{PIP_OPEN_MASK});
        for (Word i = 0; i < sizeof(user_ctx_t) / sizeof(Word); ++i)
            words(vidt_address)[(page_size - sizeof(user_ctx_t)) / sizeof(Word) + i] = from[i];
        words(vidt_address)[hostile_entry] = way_to(address_end - sizeof(user_ctx_t));
    }));
    expect_finished("a context at the end of the address space", child.enter(hostile_entry));
}

// Where root is saved is root's memory, not a device and not what root gave away.
void saved_to_hostile_place() {
    Child child{attacker_memory()};
    auto* vidt = words(vidt_address);
    const auto expect_refused = [&](Word place) {
        vidt[hostile_entry] = place;
        expect("root saved to a hostile place",
               Pip_Yield_Result(child.descriptor(), start_entry, hostile_entry, 0, 0), Error::save_context,
               9);
    };
    for (const Word place : nowhere) expect_refused(place);
    expect_refused(device_address);
    expect_refused(device_address - 32);
    expect_refused(child.configuration(0) - 8);
    // A child's: a fault goes to the parent all the same, and nothing is saved.
    for (const Word place : nowhere) {
        child.vidt()[PIP_VIDT_SAVE_UNMASKED] = place;
        expect_fault("a fault of a child that cannot be saved",
                     child.run([](Word) { undefined_instruction(); }), undefined_fault);
    }
    watch_all_entries();
}

// Across two pages, at every offset: saved, changed, entered again.
void contexts_across_pages() {
    Child child{attacker_memory()};
    const auto outcome = child.run([](Word) {
        for (Word bytes = 1; bytes < sizeof(user_ctx_t); bytes += 3) {
            words(vidt_address)[hostile_entry] = way_to((pool_address + page_size - bytes) & ~(least - 1));
            volatile Word magic = 0x12345678;
            mailbox()[0] = Pip_Yield_Result(0, parent_entry, hostile_entry, 1, 1).error;
            if (magic == 0x12345678) mailbox()[1] = mailbox()[1] + 1;
        }
    });
    expect("entered by a yield", outcome.event.vector, parent_entry);
    constexpr Word rounds = (sizeof(user_ctx_t) - 2) / 3 + 1;
    for (Word round = 1; round < rounds; ++round)
        expect("entered by a yield", child.enter(hostile_entry).event.vector, parent_entry);
    expect_finished("the child", child.enter(hostile_entry));
    expect("how often it came back", child.mailbox()[1], rounds);
}

// A handler that leads nowhere: what the parent cannot take is its own parent's double fault. Here the parent
// is a child.
void hostile_handler() {
    Child child{attacker_memory(), 100};
    words(vidt_address)[undefined_fault] = 0; // root is entered as for a double fault, at entry 8
    for (const Word place : nowhere) {
        const auto outcome = child.run(
            [](Word pointer) {
                Pip_DeletePartition_Result(pool_address); // of the last round
                watch_all_entries();
                Child grandchild{pool_address};
                words(vidt_address)[undefined_fault] = pointer;
                words(vidt_address)[PIP_VIDT_DOUBLE_FAULT] = pointer;
                words(vidt_address)[0x60] = pointer;
                grandchild.run([](Word) { undefined_instruction(); });
            },
            place);
        expect("entered by a fault", outcome.event.cause, PIP_EVENT_CAUSE_FAULT);
        expect("its vector", outcome.event.vector, undefined_fault);
        expect("from the child", outcome.event.sender, child.descriptor());
    }
    watch_all_entries();
}

// The child gives its VIDT away: to its own child, which writes what it likes, then as configuration.
void vidt_given_away() {
    Child child{attacker_memory(), 100};
    auto outcome = child.run([](Word) {
        watch_all_entries();
        Child grandchild{pool_address};
        expect("addVAddr",
               Pip_AddVAddr_Result(vidt_address, grandchild.descriptor(), pool_address + 80 * page_size,
                                   PIP_RIGHTS(1, 1, 1)),
               Error::none, 1);
        grandchild.run([](Word) {
            for (Word entry = 0; entry < page_size / sizeof(Word); ++entry)
                words(pool_address + 80 * page_size)[entry] = nowhere[entry % nowheres];
            undefined_instruction();
        });
    });
    expect("entered by a fault", outcome.event.cause, PIP_EVENT_CAUSE_FAULT);
    expect("from the child", outcome.event.sender, child.descriptor());
    expect("no entry of the child leads anywhere", child.enter(start_entry).refused, Error::target_context);
    child.destroy();

    Child other{attacker_memory(), 100};
    outcome = other.run([](Word) {
        const auto made =
            Pip_CreatePartition_Result(pool_address, pool_address + page_size, pool_address + 2 * page_size,
                                       pool_address + 3 * page_size, vidt_address);
        mailbox()[0] = made.error;
        const auto yielded = Pip_Yield_Result(0, parent_entry, yielded_entry, 1, 1);
        mailbox()[1] = yielded.error << 8 | yielded.value;
        undefined_instruction();
    });
    expect("the VIDT as configuration", other.mailbox()[0], PIP_ERROR_NONE);
    expect("yield without a VIDT", other.mailbox()[1], PIP_ERROR_CALLER_VIDT << 8 | 6);
    expect_fault("a fault without a VIDT", outcome, undefined_fault);
    expect("the child cannot be entered", Pip_Yield_Result(other.descriptor(), start_entry, here_entry, 0, 0),
           Error::target_vidt, 5);
    expect("its VIDT cannot be taken", Pip_RemoveVAddr_Result(other.descriptor(), vidt_address),
           Error::child_not_accessible, 0);
    other.destroy();
}

void vidt_taken_away() {
    Child child{attacker_memory()};
    expect_fault("the child runs", child.run([](Word) { undefined_instruction(); }), undefined_fault);
    expect("taking its VIDT", Pip_RemoveVAddr_Result(child.descriptor(), vidt_address), Error::none, 1);
    for (const Word entry : {start_entry, Word{PIP_VIDT_SAVE_UNMASKED}, Word{0}})
        expect("yield", Pip_Yield_Result(child.descriptor(), entry, here_entry, 0, 0), Error::target_vidt, 5);
    // A device as VIDT is not memory.
    expect("a device as VIDT",
           Pip_AddVAddr_Result(device_address, child.descriptor(), vidt_address, PIP_ALL_RIGHTS), Error::none,
           1);
    expect("yield", Pip_Yield_Result(child.descriptor(), start_entry, here_entry, 0, 0), Error::target_vidt,
           5);
}

// Root has no context for the timer: the interrupt is dropped, and the child goes on.
void interrupt_without_handler() {
    Child child{attacker_memory()};
    allow_timer(child.descriptor());
    auto* vidt = words(vidt_address);
    for (const Word place : nowhere) {
        vidt[timer_entry] = place;
        expect_finished("the child", child.run([](Word) {
            arm_timer();
            for (volatile Word left = 1'000'000; left != 0;) left = left - 1;
        }));
    }
    watch_all_entries();
    expect("the timer reaches root again", timer_reaches_root() ? 1 : 0, 1);
}

constexpr Attempt attempts[] = {
    {8, "a child saved to a page that it may only read", saved_to_read_only_page},
    {8, "a grandchild saved to a page of its grandparent's", saved_to_read_only_page_of_child},
    {8, "an event record in a VIDT that may only be read", read_only_vidt},
    {0, "contexts to be entered with, anywhere", entered_with_hostile_context},
    {0, "contexts to be saved to, anywhere", saved_to_hostile_place},
    {0, "contexts across the end of a page", contexts_across_pages},
    {17, "handlers anywhere, for a fault of a grandchild's", hostile_handler},
    {17, "handlers anywhere, for the timer", interrupt_without_handler},
    {0, "a VIDT given away while it is in use", vidt_given_away},
    {0, "a VIDT taken away while it is in use", vidt_taken_away},
};

} // namespace

const std::span<const Attempt> context_attempts{attempts};

} // namespace adversary
