// What tests of the core have in common: a booted machine, and partitions made the way programs make them.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "core/lockstep.hpp"
#include "machine_facts.hpp"

namespace pepin::test {

inline constexpr Word page = page_size; // what one page adds to an address
// The n-th part of the address space that tables cover.
[[nodiscard]] constexpr Word table_address(Word n) { return n * leaf_entries * page_size; }

struct Child {
    Word descriptor = 0; // its parent's page
    Word frame = 0;
};

class CoreTest : public testing::Test {
protected:
    CoreTest() : CoreTest(512) {}
    explicit CoreTest(Word frame_count);
    void TearDown() override;

    // --- calls, by the current partition ---
    Result call(Service service, Arguments arguments = {}) { return kernel.call(service, arguments); }
    // The call is refused for this reason, with this value. (That nothing changes, the lockstep sees to.)
    void expect_refused(Service service, const Arguments& arguments, Error error, Word value = 0);
    void expect_value(Service service, const Arguments& arguments, Word value);

    // --- what a program would do, in the current partition ---
    Word take_page();                                  // an own page that is free, zero or not
    Child create();                                    // a child without tables
    void prepare(const Child& child, Word page);       // all levels of tables
    void prepare_level(const Child& child, Word page); // the first one that is missing
    // Maps one of the caller's pages there; answers the caller's page.
    Word give(const Child& child, Word child_page, bool writable = true);
    // A child with tables and so many pages from `first` on, which become its supply.
    Child create_with_memory(Word pages, Word first = 0x00400000);
    // A page of contexts and a VIDT, whose entries lead to contexts of its own. After this the child can be
    // entered.
    void make_enterable(const Child& child);
    void make_root_enterable();
    // Yields to a child, or to the parent with 0; the caller is saved.
    void enter(const Child& child);
    void leave();

    // --- memory, as a partition sees it ---
    [[nodiscard]] Word frame_at(Word partition, Word address) const;
    void write(Word partition, Word address, Word value); // at any address
    [[nodiscard]] Word read(Word partition, Word address) const;
    void set_vidt(Word partition, Word index, Word entry) {
        write(partition, vidt_address + word_bytes * index, entry);
    }
    [[nodiscard]] Word vidt(Word partition, Word index) const {
        return read(partition, vidt_address + word_bytes * index);
    }
    // An entry for a context that anybody may name, by the rules that hold where nobody has asked for any.
    [[nodiscard]] static constexpr Word open_entry(Word context) {
        return Architecture::always_guarded ? context | PIP_OPEN_MASK : context;
    }
    void set_entry(Word partition, Word index, Word context) {
        set_vidt(partition, index, open_entry(context));
    }
    // The context, at a word, that an entry leads to.
    [[nodiscard]] Word entry(Word partition, Word index) const {
        return vidt(partition, index) & ~Word{PIP_OPEN_MASK};
    }

    [[nodiscard]] Word root() const { return kernel.state().root; }
    [[nodiscard]] Word current() const { return kernel.state().current; }
    // Registers of the processor, by their index in a context.
    [[nodiscard]] Word reg(Word offset) const { return kernel.state().context[offset / word_bytes]; }
    void set_reg(Word offset, Word value);

    static constexpr Word context_page = 0x00500000; // of partitions made by make_enterable
    // The contexts of all entries that are used lie in one page, one behind the other: where contexts are
    // large, these numbers still keep them apart.
    [[nodiscard]] static constexpr Word slot_of(Word index) {
        return index % (page / Architecture::context_bytes > 49 ? 64 : 22);
    }
    [[nodiscard]] static constexpr Word context_of(Word index) {
        return context_page + Architecture::context_bytes * slot_of(index);
    }

    Lockstep kernel;
    std::map<Word, std::vector<Word>> supply; // pages that a partition has not used yet
};

} // namespace pepin::test
