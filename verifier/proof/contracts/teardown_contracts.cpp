// The contracts of the parts of deletePartition that are proved once: taking pages back, and searching a
// table.
#include "proof/contracts/steps.hpp"
#include "proof/contracts/teardown.hpp"
#include "proof/contracts/teardown_steps.hpp"

namespace pepin::proof {

using namespace teardown;

namespace {

// --- take_pages: arguments are the partition and a page --------------------------------------------------

// Work is counted as the kernel counts it.
constexpr std::uint32_t entries_per_step = 32, entry_work = 7, page_work = 26 + 14 * (spec::leaf_level - 1),
                        least_pages_work = step_work + page_work,
                        greatest_pages_work = step_work + entries_per_step * (entry_work + page_work);

// What stays as it is while pages are taken: where the partition stands, and its tables for those pages.
[[nodiscard]] Bool same_place(const State& s, const State& before, const Word& partition, const Word& page) {
    Bool same_tables{true};
    for (spec::Level level = 1; level <= spec::leaf_level; ++level) {
        const Word prefix = spec::prefix_of(page, level);
        for (const auto table : {&State::mmu_table, &State::shadow1_table, &State::shadow2_table})
            same_tables = same_tables &&
                          (s.*table)(level, partition, prefix) == (before.*table)(level, partition, prefix);
    }
    return s.has_tables(partition, page) && s.parent(partition) == before.parent(partition) && same_tables &&
           s.mmu(partition) == before.mmu(partition) &&
           s.private_frame(partition) == before.private_frame(partition) &&
           s.depth(partition) == before.depth(partition) &&
           s.depth(deleted_child()) == before.depth(deleted_child());
}

[[nodiscard]] std::vector<Bool> pages_need(const State& s, const Word& deleted, const Word& partition,
                                           const Word& page) {
    return {goes_on(s, deleted, partition), s.has_tables(partition, page), s.is_present(partition, page)};
}

// The step that it is counts as more work than it takes here: its caller does the rest.
[[nodiscard]] Word steps_of_pages(const Word& work) {
    return Word{steps::of_work} * work - steps::saved_by_take_pages;
}

std::optional<ir::Value> take_pages(ir::Step& step, std::span<const ir::Value> arguments) {
    auto& data = step.state.data<KernelData>();
    if (!data.deleted) throw ir::Unmodelled("pages are taken outside of a portion");
    // What it leaves has names that are given once.
    if (data.pages_work) throw ir::Unmodelled("pages are taken twice in a step");
    require_represented(step);
    const Word victim{arguments[0].term()}, page{arguments[1].term()};
    require(step, page <= Word{(1U << page_number_bits) - 1}, "the page is one");
    for (const Bool& need : pages_need(data.state, *data.deleted, victim,
                                       Word{widened(smt::extract(page.term(), 0, page_number_bits))}))
        require(step, need, "pages are taken through tables, from partitions that go");
    const State before = data.state;
    const State& s = renew(step, "taken.");
    const Word next = any_number("next victim");
    const Word work{smt::constant("work for pages", word_width)};
    data.pages_work = work;
    step.assume((goes_on(s, *data.deleted, next) && step_work <= work && work <= greatest_pages_work).term());
    step.assume((s.depth(*data.deleted) == before.depth(*data.deleted) &&
                 (next == victim || s.depth(next) == before.depth(victim) + 1))
                    .term());
    step.assume((work >= least_pages_work || (next != victim && work == step_work)).term());
    steps::add(step, steps_of_pages(work));
    return ir::Value{smt::concatenate(work.term(), next.term())};
}

// Looking at an entry counts as work, and so does taking a page.
[[nodiscard]] Word work_for_pages(const Word& first, const Word& index, const Word& taken) {
    return Word{entry_work} * (index - (first & (spec::leaf_entries - 1))) + Word{page_work} * taken;
}
[[nodiscard]] Word steps_for_pages(const Word& first, const Word& index, const Word& taken) {
    return Word{steps::of_work} * work_for_pages(first, index, taken) + (50 + 3 * steps::of_walk);
}

// How many pages were taken before an iteration; narrow, so that the arithmetic is easy.
[[nodiscard]] Term taken_pages() { return smt::constant("taken", 6); }

// The loop carries the index of the entry that is looked at, and how many pages were taken. These are still
// counted by the table's record.
ir::LoopAction pages_loop(ir::Step& step, ir::LoopVisit& visit, Arguments arguments) {
    auto& data = step.state.data<KernelData>();
    const Word victim = arguments[0], first = arguments[1];
    const State before = any_state();
    const Word table = before.mmu_leaf(victim, first);
    const Term frame = frame_number(table);
    const auto counted = [&](const State& s, const Word& taken) {
        return smt::extract((s.used(table) + taken).term(), 0, 16);
    };
    const Word begin = first & (spec::leaf_entries - 1);
    const Term count_of_taken = taken_pages();
    const Word any_taken{smt::extend_unsigned(count_of_taken, word_width)},
        any_index{smt::extend_unsigned(smt::constant("entry looked at", spec::leaf_bits), word_width)};
    const auto [taken, index] = in_order(visit, count_of_taken);
    const auto invariant = [&](const State& s, const Word& at, const Word& count) {
        return goes_on(s, deleted_child(), victim) && same_place(s, before, victim, first) && begin <= at &&
               at < spec::leaf_entries && at < begin + entries_per_step && count <= at - begin &&
               (at != begin || s.is_present(victim, first)) && (at == begin || count != 0);
    };
    const auto phi = [&](std::size_t i) { return Word{visit.phis[i].term()}; };
    if (visit.cut) {
        const State after = step_of(data).after;
        require(step, invariant(after, phi(index), phi(taken)),
                "the loop goes on with the next entry of the same table");
        require(step, Bool{smt::equal(data.record(RecordField::used, frame), counted(after, phi(taken)))},
                "the record still counts what was taken");
        steps::require(step, steps_for_pages(first, phi(index), phi(taken)));
        for (const RecordWrite& write : data.records)
            if (write.frame != frame || write.field != RecordField::used)
                throw ir::Unmodelled("taking a page changes another record");
        // Seen so, it counts what is left: that is compared with the state.
        data.records = {{frame, RecordField::used, counted(after, Word{0})}};
        return ir::LoopAction::stop;
    }
    require_represented(step);
    require(step, invariant(data.state, phi(index), phi(taken)),
            "the loop begins with an entry of the table");
    steps::require(step, steps_for_pages(first, phi(index), phi(taken)));
    step.state.conditions = {};
    const State& s = renew(step, "pages.");
    visit.changed_objects.push_back(kernel_variables(step.state.memory));
    visit.phis[index] = any_index.term();
    visit.phis[taken] = any_taken.term();
    step.assume(invariant(s, any_index, any_taken).term());
    data.records = {{frame, RecordField::used, counted(s, any_taken)}};
    steps::set(step, steps_for_pages(first, any_index, any_taken));
    return ir::LoopAction::cut;
}

// --- search: arguments are a table and the entry to begin with ---------------------------------------------

constexpr std::uint32_t group = 32;
[[nodiscard]] Word steps_for_search(const Word& work) { return Word{steps::of_work} * work + steps::search; }

[[nodiscard]] std::uint32_t kind_of_tables(spec::Level level) {
    return level == 0 ? kind::mmu_root : kind::tables_of(level);
}

// Nothing is in use from one entry of a table up to another.
[[nodiscard]] Bool is_passed_over(const State& s, const SearchedTable& table, const Word& from,
                                  const Word& to) {
    const Word entry = any_passed(table.level);
    return !(from <= entry && entry < to) || !is_in_use(s, table, entry);
}

std::optional<ir::Value> search(ir::Step& step, std::span<const ir::Value> arguments, spec::Level level) {
    const std::uint32_t end = spec::entries_of(level);
    auto& data = step.state.data<KernelData>();
    const FrameUse table = PhysicalMemory::use(step, PhysicalMemory::number(step, arguments[0].term()),
                                               Term(word_index_bits, 0));
    if (table.role.kind != kind_of_tables(level))
        throw ir::Unmodelled("a search in something else than a table");
    if (!data.writes.empty() || !data.records.empty())
        throw ir::Unmodelled("a search after something was written");
    const Word from{arguments[1].term()};
    require(step, from < end, "a search begins within the table");
    const Word index{unknown("found", word_width)}, work{unknown(std::string{work_of_search}, word_width)};
    step.assume((index <= end && work <= greatest_search_work).term());
    const SearchedTable searched{Word{widened(table.role.owner)}, level,
                                 level == 0 ? Word{0} : Word{widened(table.role.prefix)}};
    step.assume(is_passed_over(data.state, searched, from, index).term());
    step.assume((from < index || is_in_use(data.state, searched, index)).term());
    steps::add(step, steps_for_search(work));
    return ir::Value{smt::concatenate(work.term(), index.term())};
}

// The first loop goes from group to group and counts them, the second one from entry to entry of a group.
ir::LoopAction search_loop(ir::Step& step, ir::LoopVisit& visit, std::uint32_t end, const Word& from,
                           const std::function<Bool(const State&, const Word& to)>& is_passed_over) {
    const Word any_looks{smt::constant("groups looked at", word_width)},
        any_index{smt::constant("entry to begin with", word_width)};
    const State& s = step.state.data<KernelData>().state;
    if (visit.index != 0) {
        if (visit.phis.size() != 1)
            throw ir::Unmodelled("the loop within a group carries something else than an index");
        const Word any_entry{smt::constant("entry of the group", word_width)};
        const auto invariant = [&](const Word& entry) {
            return entry < group && is_passed_over(s, any_index + entry);
        };
        require(step, invariant(Word{visit.phis[0].term()}),
                "a search within a group stays in it, and passes nothing");
        constexpr std::uint32_t steps_of_entry = 16;
        if (visit.cut) {
            require(step, any_entry < Word{visit.phis[0].term()},
                    "a search within a group goes on with the next entry");
            steps::end_iteration(step, steps_of_entry);
            return ir::LoopAction::stop;
        }
        steps::begin_iteration(step, steps_of_entry, group);
        visit.phis[0] = any_entry.term();
        step.assume(invariant(any_entry).term());
        return ir::LoopAction::cut;
    }
    const auto [looks, index] = in_order(visit, any_looks.term());
    // A small table ends before the count does, so that the code need not look at it.
    const auto invariant = [&](const Word& count, const Word& at) {
        return count < groups_per_step && at == (from & ~Word{group - 1}) + Word{group} * count && at < end &&
               is_passed_over(s, at);
    };
    require(step, invariant(Word{visit.phis[looks].term()}, Word{visit.phis[index].term()}),
            "a search looks at whole groups of the table, and passes nothing");
    steps::require(step, steps_for_search(Word{group_work} * Word{visit.phis[looks].term()}));
    if (visit.cut) return ir::LoopAction::stop;
    steps::set(step, steps_for_search(Word{group_work} * any_looks));
    visit.phis[looks] = any_looks.term();
    visit.phis[index] = any_index.term();
    step.assume(invariant(any_looks, any_index).term());
    return ir::LoopAction::cut;
}

// Its own proof is given a table by its partition and the prefix of its pages.
[[nodiscard]] SearchedTable searched_table(spec::Level level, Arguments a) { return {a[0], level, a[1]}; }

} // namespace

Contract search_contract(spec::Level level) {
    const std::uint32_t end = spec::entries_of(level);
    Contract contract;
    contract.symbol = level == 0                  ? "core_search_root"
                      : level == spec::leaf_level ? "core_search_leaf"
                                                  : "core_search_inner";
    contract.apply = [=](ir::Step& step, std::span<const ir::Value> arguments) {
        return search(step, arguments, level);
    };
    contract.arguments = [=](ir::Memory&, std::vector<Word>& words) {
        words = {any_number("victim"),
                 level == 0 ? Word{0}
                            : Word{smt::extend_unsigned(
                                  smt::constant("prefix of " + std::to_string(prefix_bits(level)) + " bits",
                                                prefix_bits(level)),
                                  word_width)},
                 Word{smt::constant("from", word_width)}};
        const State s = any_state();
        return std::vector<ir::Value>{
            (level == 0 ? s.mmu(words[0]) : s.mmu_table(level, words[0], words[1])).term(), words[2].term()};
    };
    contract.needs = [=](const State& s, Arguments a) {
        return std::vector<Bool>{s.kind(a[0]) == kind::descriptor,
                                 level == 0 ? Bool{true} : s.mmu_table(level, a[0], a[1]) != 0, a[2] < end};
    };
    contract.leaves = [](State&, Arguments) { return std::vector<Write>{}; };
    contract.results = [=](const ir::Path& path, const State& s, Arguments a) {
        const Word found = low(packed(path.result)), work = high(packed(path.result));
        return std::vector<Term>{(found <= end && work <= greatest_search_work).term(),
                                 is_passed_over(s, searched_table(level, a), a[2], found).term(),
                                 (a[2] < found || is_in_use(s, searched_table(level, a), found)).term()};
    };
    contract.steps = [](const ir::Path& path, const State&, Arguments) {
        return steps_for_search(high(packed(path.result)));
    };
    contract.loop = [=](ir::Step& step, ir::LoopVisit& visit, Arguments a) {
        return search_loop(step, visit, end, a[2], [&](const State& s, const Word& to) {
            return is_passed_over(s, searched_table(level, a), a[2], to);
        });
    };
    contract.loops = 2;
    return contract;
}

Contract take_pages_contract() {
    Contract contract;
    contract.symbol = "core_take_pages";
    contract.apply = take_pages;
    contract.arguments = [](ir::Memory&, std::vector<Word>& words) {
        words = {any_number("number_0"), any_page("number_1")};
        return std::vector<ir::Value>{words[0].term(), words[1].term()};
    };
    contract.needs = [](const State& s, Arguments a) { return pages_need(s, deleted_child(), a[0], a[1]); };
    contract.leaves = [](State&, Arguments) { return std::vector<Write>{}; };
    contract.results = [](const ir::Path& path, const State& s, Arguments a) {
        const Word returned = low(packed(path.result)), next = likely_number(returned.term());
        const Word work = high(packed(path.result));
        const auto& data = path.state.data<KernelData>();
        const Bool same = next == a[0];
        const Bool taken = Bool{smt::differ(taken_pages(), Term(6, 0))} || made(data).has_value();
        const Moved cursor = moved_cursor(data);
        const Bool at_child =
            cursor.to.exists() ? is_of(cursor, any_state(), a[0]) && Word{cursor.to} == spec::address_of(a[1])
                               : Bool{false};
        return std::vector<Term>{
            (returned == next).term(), (s.kind(next) == kind::descriptor).term(),
            (same || s.parent(next) == a[0]).term(), (same || s.depth(next) == s.depth(a[0]) + 1).term(),
            (s.depth(deleted_child()) <= s.depth(a[0]) && s.depth(a[0]) <= spec::greatest_depth &&
             next != s.root)
                .term(),
            goes_on(s, deleted_child(), next).term(),
            (s.depth(deleted_child()) == any_state().depth(deleted_child())).term(),
            (same || s.depth(next) == any_state().depth(a[0]) + 1).term(),
            (step_work <= work && work <= greatest_pages_work).term(),
            // Pages were taken; or the first one's child goes first, and the cursor stands there.
            (taken || (!same && work == step_work && at_child)).term(),
            (!taken || least_pages_work <= work).term()};
    };
    contract.steps = [](const ir::Path& path, const State&, Arguments) {
        return steps_of_pages(high(packed(path.result)));
    };
    contract.loop = pages_loop;
    contract.begins_portion = true;
    return contract;
}

} // namespace pepin::proof
