#include "proof/teardown.hpp"

#include <algorithm>

#include "proof/steps.hpp"
#include "spec/teardown.hpp"

namespace pepin::proof {

namespace {

namespace kind = spec::kind;
using TeardownStep = spec::TeardownStep<Symbolic>;
using Action = TeardownStep::Action;
using Arguments = std::span<const Word>;

constexpr std::uint32_t step_work = 55; // of any step, as the kernel counts it

// The child that goes, as the steps know it.
[[nodiscard]] Word deleted_child() { return any_number("deleted"); }

// Between two steps: what is next is the child or a descendant of it.
[[nodiscard]] Bool goes_on(const State& s, const Word& deleted, const Word& next) {
    return s.kind(next) == kind::descriptor && s.kind(deleted) == kind::descriptor && s.parent(deleted) == s.current && s.depth(s.current) < s.depth(deleted) &&
           spec::is_within(s, next, deleted);
}

void require(ir::Step& step, const Bool& condition, const char* what) { step.require(ir::Kind::assertion, condition.term(), what); }

// Memory represents the path's state, and its variables do.
void require_represented(ir::Step& step) {
    auto& data = step.state.data<KernelData>();
    if (!data.writes.empty()) throw ir::Unmodelled("something was written before a portion goes on");
    if (!data.records.empty()) throw ir::Unmodelled("a record was written before a portion goes on");
    require_nothing_done(step);
}

// The page that a partition is emptied up to from now on, as an address, and the private frame that says so; no terms where that stays.
struct Moved {
    Term frame, to;
};
[[nodiscard]] Moved moved_cursor(const KernelData& data) {
    Moved moved;
    for (const Write& write : data.writes) {
        if (write.kind != Write::Kind::word || data.roles.at(write.frame).kind != kind::private_data || !write.index.is_literal(private_teardown_cursor)) continue;
        if (moved.to.exists()) throw ir::Unmodelled("more than one cursor is moved");
        moved = {write.frame, write.value};
    }
    return moved;
}
[[nodiscard]] Bool is_of(const Moved& moved, const State& s, const Word& partition) { return Bool{smt::equal(moved.frame, frame_number(s.private_frame(partition)))}; }

// The path goes on in any state with the invariants.
const State& renew(ir::Step& step, std::string_view prefix) {
    auto& data = step.state.data<KernelData>();
    const State first = any_state();
    State s = any_state(prefix);
    // No step changes these.
    s.context = data.state.context;
    s.interrupts_on = data.state.interrupts_on;
    s.floating_point_registers = data.state.floating_point_registers;
    s.port_input = data.state.port_input;
    s.output_denied = data.state.output_denied;
    s.judged_width = data.state.judged_width;
    s.judged_port = data.state.judged_port;
    s.judged_output = data.state.judged_output;
    s.port_width = data.state.port_width;
    s.port = data.state.port;
    s.port_output = data.state.port_output;
    data.state = s;
    data.writes.clear();
    data.records.clear();
    data.calls.clear();
    data.roles.clear();
    data.walked = frame_number(s.mmu(s.current));
    data.deleted = deleted_child();
    data.begun = s;
    data.pages_work.reset();
    set_variables(step.state.memory, s);
    step.assume((s.root == first.root && s.current == first.current && s.frames == first.frames).term());
    step.assume((s.frames <= Architecture::frame_limit).term());
    return data.state;
}

[[nodiscard]] ir::ObjectNumber kernel_variables(const ir::Memory& memory) { return memory.find("kernel_state").value(); }

// The two words of a returned struct.
[[nodiscard]] Word low(Term pair) { return Word{smt::extract(pair, 0, word_width)}; }
[[nodiscard]] Word high(Term pair) { return Word{smt::extract(pair, word_width, word_width)}; }

// Of two values that a loop carries, the one that begins with 0 comes first; later the one that is made of `counter`.
[[nodiscard]] std::pair<std::size_t, std::size_t> in_order(const ir::LoopVisit& visit, Term counter) {
    if (visit.phis.size() != 2) throw ir::Unmodelled("a loop of deletePartition carries other values than two");
    const auto is_first = [&](Term term) {
        if (!visit.cut) return term.is_literal(0);
        return smt::substitute(term, [&](Term part) { return part == counter ? Term(part.width(), 0) : Term{}; }) != term;
    };
    const bool first = is_first(visit.phis[0].term());
    if (first == is_first(visit.phis[1].term())) throw ir::Unmodelled("it is not plain which value of a loop is which");
    return first ? std::pair{0, 1} : std::pair{1, 0};
}

[[nodiscard]] Word page_of_entry(const Role& table, Term index) {
    return Word{widened(smt::concatenate(table.index, smt::extract(index, 0, spec::leaf_bits)))};
}

// Which step the code has made is told by the frames that have become memory, or the entry that it has cleared. If this guesses wrong,
// nothing is proved.
[[nodiscard]] std::optional<TeardownStep> made(const KernelData& data) {
    std::optional<TeardownStep> step;
    const auto role_of = [&](Term frame) {
        const auto known = data.roles.find(frame);
        return known != data.roles.end() ? std::optional{known->second} : role_by_place(frame);
    };
    for (const RecordWrite& write : data.records) {
        if (write.field != RecordField::kind) continue;
        const auto role = role_of(write.frame);
        if (!role) continue;
        if (role->kind == kind::descriptor) step = TeardownStep{Action::retire, Word{widened(write.frame)}, Word{0}};
        if (role->kind == kind::mmu_leaf) step = TeardownStep{Action::take_tables_back, Word{widened(role->owner)}, page_of_entry(*role, Term(word_bits, 0))};
    }
    if (step) return step;
    for (const Write& write : data.writes) {
        if (write.kind != Write::Kind::word) continue;
        const Role& role = data.roles.at(write.frame);
        if (role.kind == kind::mmu_leaf) step = TeardownStep{Action::take_back, Word{widened(role.owner)}, page_of_entry(role, write.index)};
    }
    return step;
}

} // namespace

// The step is made in the state that it began with, whatever the code has made of the path's.
MadeStep step_of(const KernelData& data) {
    const auto step = made(data);
    const State& begun = data.begun.value();
    MadeStep result{true, begun};
    if (!step) return result;
    result.allowed = spec::is_safe(begun, *step) && spec::is_within(begun, step->partition, *data.deleted);
    spec::make_step(result.after, Bool{true}, *step);
    return result;
}

Term answer_of_portion(const State& s, const Word& deleted) {
    const auto answer = [](std::uint32_t value, abi::Error error) { return Term(2 * word_width, std::uint64_t{static_cast<std::uint32_t>(error)} << word_width | value); };
    return smt::if_then_else((s.kind(deleted) == kind::descriptor).term(), answer(0, abi::Error::again), answer(1, abi::Error::none));
}

constexpr std::string_view work_of_search = "work of a search";
bool is_work_of_search(Term term) { return term.operation() == smt::Operation::constant && term.name().starts_with(work_of_search); }

Word work_so_far() { return Word{smt::constant("work", word_width)}; }
Bool only_went_down() { return Bool{smt::constant("only went down", 1)}; }

namespace {

[[nodiscard]] Word steps_for(const Word& work) { return Word{steps::of_work} * work + 200; }

} // namespace

// Of the state that a step begins with.
constexpr std::string_view in_portion = "portion.";

// Where a portion has only gone down, from a page to the child that has it, it has done no more work than that takes.
[[nodiscard]] Bool is_way_down(const State& s, const Word& deleted, const Word& victim, const Word& work) {
    return work <= Word{step_work} * (s.depth(victim) - s.depth(deleted));
}

// What a search passes, as any one entry of a table: what is proved of it is proved of all.
[[nodiscard]] Word any_passed(bool in_root) {
    return Word{smt::extend_unsigned(smt::constant(in_root ? "passed entry of a root table" : "passed entry", in_root ? index_bits : spec::leaf_bits), word_width)};
}
// Whether an entry leads to something: to a table, or to a page.
[[nodiscard]] Bool is_in_use(const State& s, const Word& partition, const std::optional<Word>& table, const Word& entry) {
    return table ? s.is_present(partition, (*table << spec::leaf_bits) | entry) : s.mmu_table(partition, entry) != 0;
}

constexpr std::uint32_t all_pages = (1U << page_number_bits) - 1;
// The page that a partition's cursor stands at. Where it stands behind the last one, it comes to the first one next.
[[nodiscard]] Word cursor_page(const State& s, const Word& partition) { return spec::page_of(teardown_cursor(s, partition)) & all_pages; }
[[nodiscard]] Bool is_cursor_page_in_space(const Word& cursor) { return spec::page_of(cursor) <= all_pages; }
[[nodiscard]] Bool is_cursor_in_space(const State& s, const Word& partition) { return is_cursor_page_in_space(teardown_cursor(s, partition)); }

// A step that takes nothing back and goes on with the same partition moves the cursor: over entries that are not in use, and to one behind them, or
// to a table that is there. Behind the last entry comes the first one.
void require_forward(ir::Step& step, const State& s, const Word& partition, const Word& moved) {
    constexpr std::uint32_t in_table = spec::leaf_entries - 1;
    const Word from = cursor_page(s, partition), to = spec::page_of(moved) & all_pages;
    const Bool has_tables = is_cursor_in_space(s, partition) && s.has_tables(partition, from);
    require(step, is_cursor_page_in_space(moved) || to == 0, "the cursor stays in the address space, or goes to its end");
    require(step, !has_tables || s.used(s.mmu_table(partition, spec::root_index(from))) != 0, "a table that maps nothing any more goes back");
    const Word root = spec::root_index(from), next_root = spec::root_index(to), passed_root = any_passed(true);
    const Bool is_end = next_root == 0;
    require(step, has_tables || ((to & in_table) == 0 && (root < next_root || is_end || s.has_tables(partition, to))), "a search for a table goes on");
    require(step, has_tables || !(root <= passed_root && (passed_root < next_root || is_end)) || !is_in_use(s, partition, {}, passed_root), "no table is passed");
    const Word entry = from & in_table, distance = (to - from) & all_pages, passed = any_passed(false);
    require(step, !has_tables || (distance != 0 && distance <= Word{spec::leaf_entries} - entry), "a search for a page goes on within its table");
    require(step, !has_tables || !(entry <= passed && passed < entry + distance) || !is_in_use(s, partition, root, passed), "no page is passed");
}

// The loop carries the partition that is next, and the work that was done.
ir::LoopAction portion_loop(ir::Step& step, ir::LoopVisit& visit, Arguments arguments) {
    auto& data = step.state.data<KernelData>();
    if (visit.cut) {
        const auto [work, to] = in_order(visit, work_so_far().term());
        const Word next{visit.phis[to].term()}, done{visit.phis[work].term()};
        require(step, goes_on(step_of(data).after, *data.deleted, next), "what is next belongs to the child that goes");
        const auto step_made = made(data);
        const State begun = any_state(in_portion);
        const bool retires = step_made && step_made->action == Action::retire;
        require(step, retires || begun.used(begun.mmu(any_number("victim"))) != 0, "what maps nothing any more goes");
        const Word victim = any_number("victim");
        const Moved moved = moved_cursor(data);
        Bool goes_down{false};
        if (data.pages_work) {
            // Pages were taken, or a page's child goes first: that is found again without a search.
            if (moved.to.exists()) throw ir::Unmodelled("the cursor moves after pages were taken");
            const Bool at_once = done - work_so_far() == step_work;
            goes_down = next != victim && at_once;
            require(step, *data.pages_work != step_work || at_once || !begun.is_present(victim, cursor_page(begun, victim)), "the way down is known");
        } else if (!step_made) {
            require(step, next == victim, "who goes on is the same");
            if (!moved.to.exists()) throw ir::Unmodelled("a step takes nothing back and does not go on");
            require(step, is_of(moved, begun, victim), "the cursor that moves is that of who goes on");
            require_forward(step, begun, victim, Word{moved.to});
        }
        const State after = step_of(data).after;
        require(step, !(only_went_down() && goes_down) || is_way_down(after, *data.deleted, next, done), "the way down takes no more than its steps");
        require(step, done <= greatest_portion, "a portion's work has a limit");
        steps::require(step, steps_for(done));
        return ir::LoopAction::stop;
    }
    const auto [work, next] = in_order(visit, {});
    const Word child{visit.phis[next].term()};
    // Before the first step the child is marked as dying, and nothing else has happened.
    using Checks = spec::Checks<Symbolic>;
    Checks checks;
    Checks::assumptions.clear();
    const Word specified = spec::require_child_even_dying<Symbolic>(data.state, checks, arguments[0]);
    static_cast<void>(checks.passed());
    step.require(ir::Kind::assertion, smt::all_of(Checks::assumptions), "the specification's checks pass");
    require(step, child == specified, "the child is the specified one");
    const auto is_mark = [&](const Write& write) {
        return write.kind == Write::Kind::word && data.roles.at(write.frame).kind == kind::descriptor && write.index.is_literal(descriptor_dying);
    };
    if (data.writes.size() != 1 || !is_mark(data.writes[0])) throw ir::Unmodelled("something else than the child's mark was written before the first step");
    require(step, Word{widened(data.writes[0].frame)} == child && Word{data.writes[0].value} == 1, "the child is marked as dying");
    data.state.dying.update(true, child, Word{1});
    data.writes.clear();
    require_represented(step);
    require(step, goes_on(data.state, child, child), "the child itself is next");

    steps::require(step, steps_for(Word{0}));

    // What was known before is forgotten.
    step.state.conditions = {};
    const State& s = renew(step, in_portion);
    visit.changed_objects.push_back(kernel_variables(step.state.memory));
    const Word victim = any_number("victim");
    visit.phis[next] = victim.term();
    visit.phis[work] = work_so_far().term();
    step.assume(goes_on(s, *data.deleted, victim).term());
    step.assume((work_so_far() <= greatest_portion).term());
    step.assume((!only_went_down() || is_way_down(s, *data.deleted, victim, work_so_far())).term());
    steps::set(step, steps_for(work_so_far()));
    return ir::LoopAction::cut;
}

namespace {

// --- take_pages: arguments are the partition and a page --------------------------------------------------

// Work is counted as the kernel counts it.
constexpr std::uint32_t entries_per_step = 32, entry_work = 7, page_work = 26, least_pages_work = step_work + page_work,
                        greatest_pages_work = step_work + entries_per_step * (entry_work + page_work);

// What stays as it is while pages are taken: where the partition stands, and its tables for those pages.
[[nodiscard]] Bool same_place(const State& s, const State& before, const Word& partition, const Word& page) {
    const Word index = spec::root_index(page);
    return s.has_tables(partition, page) && s.parent(partition) == before.parent(partition) && s.mmu_table(partition, index) == before.mmu_table(partition, index) &&
           s.shadow1_table(partition, index) == before.shadow1_table(partition, index) && s.shadow2_table(partition, index) == before.shadow2_table(partition, index) &&
           s.mmu(partition) == before.mmu(partition) && s.private_frame(partition) == before.private_frame(partition) && s.depth(partition) == before.depth(partition) &&
           s.depth(deleted_child()) == before.depth(deleted_child());
}

[[nodiscard]] std::vector<Bool> pages_need(const State& s, const Word& deleted, const Word& partition, const Word& page) {
    return {goes_on(s, deleted, partition), s.has_tables(partition, page), s.is_present(partition, page)};
}

// The step that it is counts as more work than it takes here: its caller does the rest.
[[nodiscard]] Word steps_of_pages(const Word& work) { return Word{steps::of_work} * work - steps::saved_by_take_pages; }

std::optional<ir::Value> take_pages(ir::Step& step, std::span<const ir::Value> arguments) {
    auto& data = step.state.data<KernelData>();
    if (!data.deleted) throw ir::Unmodelled("pages are taken outside of a portion");
    // What it leaves has names that are given once.
    if (data.pages_work) throw ir::Unmodelled("pages are taken twice in a step");
    require_represented(step);
    const Word victim{arguments[0].term()}, page{arguments[1].term()};
    require(step, page <= Word{(1U << page_number_bits) - 1}, "the page is one");
    for (const Bool& need : pages_need(data.state, *data.deleted, victim, Word{widened(smt::extract(page.term(), 0, page_number_bits))}))
        require(step, need, "pages are taken through tables, from partitions that go");
    const State before = data.state;
    const State& s = renew(step, "taken.");
    const Word next = any_number("next victim");
    const Word work{smt::constant("work for pages", word_width)};
    data.pages_work = work;
    step.assume((goes_on(s, *data.deleted, next) && step_work <= work && work <= greatest_pages_work).term());
    step.assume((s.depth(*data.deleted) == before.depth(*data.deleted) && (next == victim || s.depth(next) == before.depth(victim) + 1)).term());
    step.assume((work >= least_pages_work || (next != victim && work == step_work)).term());
    steps::add(step, steps_of_pages(work));
    return ir::Value{smt::concatenate(work.term(), next.term())};
}

// Looking at an entry counts as work, and so does taking a page.
[[nodiscard]] Word work_for_pages(const Word& first, const Word& index, const Word& taken) {
    return Word{entry_work} * (index - (first & (spec::leaf_entries - 1))) + Word{page_work} * taken;
}
[[nodiscard]] Word steps_for_pages(const Word& first, const Word& index, const Word& taken) {
    return Word{steps::of_work} * work_for_pages(first, index, taken) + 50;
}

// How many pages were taken before an iteration; narrow, so that the arithmetic is easy.
[[nodiscard]] Term taken_pages() { return smt::constant("taken", 6); }

// The loop carries the index of the entry that is looked at, and how many pages were taken. These are still counted by the table's record.
ir::LoopAction pages_loop(ir::Step& step, ir::LoopVisit& visit, Arguments arguments) {
    auto& data = step.state.data<KernelData>();
    const Word victim = arguments[0], first = arguments[1];
    const State before = any_state();
    const Word table = before.mmu_table(victim, spec::root_index(first));
    const Term frame = frame_number(table);
    const auto counted = [&](const State& s, const Word& taken) { return smt::extract((s.used(table) + taken).term(), 0, 16); };
    const Word begin = first & (spec::leaf_entries - 1);
    const Term count_of_taken = taken_pages();
    const Word any_taken{smt::extend_unsigned(count_of_taken, word_width)}, any_index{smt::extend_unsigned(smt::constant("entry looked at", 10), word_width)};
    const auto [taken, index] = in_order(visit, count_of_taken);
    const auto invariant = [&](const State& s, const Word& at, const Word& count) {
        return goes_on(s, deleted_child(), victim) && same_place(s, before, victim, first) && begin <= at && at < spec::leaf_entries && at < begin + entries_per_step &&
               count <= at - begin && (at != begin || s.is_present(victim, first)) && (at == begin || count != 0);
    };
    const auto phi = [&](std::size_t i) { return Word{visit.phis[i].term()}; };
    if (visit.cut) {
        const State after = step_of(data).after;
        require(step, invariant(after, phi(index), phi(taken)), "the loop goes on with the next entry of the same table");
        require(step, Bool{smt::equal(data.record(RecordField::used, frame), counted(after, phi(taken)))}, "the record still counts what was taken");
        steps::require(step, steps_for_pages(first, phi(index), phi(taken)));
        for (const RecordWrite& write : data.records)
            if (write.frame != frame || write.field != RecordField::used) throw ir::Unmodelled("taking a page changes another record");
        // Seen so, it counts what is left: that is compared with the state.
        data.records = {{frame, RecordField::used, counted(after, Word{0})}};
        return ir::LoopAction::stop;
    }
    require_represented(step);
    require(step, invariant(data.state, phi(index), phi(taken)), "the loop begins with an entry of the table");
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

// Nothing is in use from one entry of a table up to another.
[[nodiscard]] Bool is_passed_over(const State& s, const Word& partition, const std::optional<Word>& table, const Word& from, const Word& to) {
    const Word entry = any_passed(!table);
    return !(from <= entry && entry < to) || !is_in_use(s, partition, table, entry);
}

std::optional<ir::Value> search(ir::Step& step, std::span<const ir::Value> arguments, std::uint32_t table_kind, std::uint32_t end) {
    auto& data = step.state.data<KernelData>();
    const FrameUse table = PhysicalMemory::use(step, frame_number(arguments[0].term()), Term(word_bits, 0));
    if (table.role.kind != table_kind) throw ir::Unmodelled("a search in something else than a table");
    if (!data.writes.empty() || !data.records.empty()) throw ir::Unmodelled("a search after something was written");
    const Word from{arguments[1].term()};
    require(step, from < end, "a search begins within the table");
    const Word index{unknown("found", word_width)}, work{unknown(std::string{work_of_search}, word_width)};
    step.assume((index <= end && work <= greatest_search_work).term());
    const std::optional<Word> root = table.role.index.exists() ? std::optional{Word{widened(table.role.index)}} : std::nullopt;
    step.assume(is_passed_over(data.state, Word{widened(table.role.owner)}, root, from, index).term());
    step.assume((from < index || is_in_use(data.state, Word{widened(table.role.owner)}, root, index)).term());
    steps::add(step, steps_for_search(work));
    return ir::Value{smt::concatenate(work.term(), index.term())};
}

// The first loop goes from group to group and counts them, the second one from entry to entry of a group.
ir::LoopAction search_loop(ir::Step& step, ir::LoopVisit& visit, std::uint32_t end, const Word& from, const std::function<Bool(const State&, const Word& to)>& is_passed_over) {
    const Word any_looks{smt::constant("groups looked at", word_width)}, any_index{smt::constant("entry to begin with", word_width)};
    const State& s = step.state.data<KernelData>().state;
    if (visit.index != 0) {
        if (visit.phis.size() != 1) throw ir::Unmodelled("the loop within a group carries something else than an index");
        const Word any_entry{smt::constant("entry of the group", word_width)};
        const auto invariant = [&](const Word& entry) { return entry < group && is_passed_over(s, any_index + entry); };
        require(step, invariant(Word{visit.phis[0].term()}), "a search within a group stays in it, and passes nothing");
        constexpr std::uint32_t steps_of_entry = 16;
        if (visit.cut) {
            require(step, any_entry < Word{visit.phis[0].term()}, "a search within a group goes on with the next entry");
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
    const auto invariant = [&](const Word& count, const Word& at) { return count < groups_per_step && at == (from & ~(group - 1)) + Word{group} * count && at < end && is_passed_over(s, at); };
    require(step, invariant(Word{visit.phis[looks].term()}, Word{visit.phis[index].term()}), "a search looks at whole groups of the table, and passes nothing");
    steps::require(step, steps_for_search(Word{group_work} * Word{visit.phis[looks].term()}));
    if (visit.cut) return ir::LoopAction::stop;
    steps::set(step, steps_for_search(Word{group_work} * any_looks));
    visit.phis[looks] = any_looks.term();
    visit.phis[index] = any_index.term();
    step.assume(invariant(any_looks, any_index).term());
    return ir::LoopAction::cut;
}

[[nodiscard]] Contract search_in(const std::string& in_use, std::uint32_t table_kind, std::uint32_t end) {
    const bool in_root = table_kind == kind::mmu_root;
    Contract contract;
    contract.symbol = "_ZN5pepin8services12_GLOBAL__N_16searchIXadL_ZNS_12Architecture" + std::to_string(in_use.size()) + in_use + "E";
    contract.apply = [=](ir::Step& step, std::span<const ir::Value> arguments) { return search(step, arguments, table_kind, end); };
    contract.arguments = [=](ir::Memory&, std::vector<Word>& words) {
        words = {any_number("victim"), Word{smt::extend_unsigned(smt::constant("entry", index_bits), word_width)}, Word{smt::constant("from", word_width)}};
        const State s = any_state();
        return std::vector<ir::Value>{(in_root ? s.mmu(words[0]) : s.mmu_table(words[0], words[1])).term(), words[2].term()};
    };
    contract.needs = [=](const State& s, Arguments a) {
        return std::vector<Bool>{s.kind(a[0]) == kind::descriptor, in_root ? Bool{true} : s.mmu_table(a[0], a[1]) != 0, a[2] < end};
    };
    contract.leaves = [](State&, Arguments) { return std::vector<Write>{}; };
    const auto root = [=](Arguments a) { return in_root ? std::nullopt : std::optional{a[1]}; };
    contract.results = [=](const ir::Path& path, const State& s, Arguments a) {
        const Word found = low(path.result.term());
        return std::vector<Term>{(found <= end && high(path.result.term()) <= greatest_search_work).term(), is_passed_over(s, a[0], root(a), a[2], found).term(),
                                 (a[2] < found || is_in_use(s, a[0], root(a), found)).term()};
    };
    contract.steps = [](const ir::Path& path, const State&, Arguments) { return steps_for_search(high(path.result.term())); };
    contract.loop = [=](ir::Step& step, ir::LoopVisit& visit, Arguments a) {
        return search_loop(step, visit, end, a[2], [&](const State& s, const Word& to) { return is_passed_over(s, a[0], root(a), a[2], to); });
    };
    contract.loops = 2;
    return contract;
}

} // namespace

Contract search_contract(bool in_root) {
    return in_root ? search_in("is_user_table", kind::mmu_root, spec::root_entries) : search_in("is_present", kind::mmu_leaf, spec::leaf_entries);
}

Contract take_pages_contract() {
    Contract contract;
    contract.symbol = "_ZN5pepin8services12_GLOBAL__N_110take_pagesE";
    contract.apply = take_pages;
    contract.arguments = [](ir::Memory&, std::vector<Word>& words) {
        words = {any_number("number_0"), any_page("number_1")};
        return std::vector<ir::Value>{words[0].term(), words[1].term()};
    };
    contract.needs = [](const State& s, Arguments a) { return pages_need(s, deleted_child(), a[0], a[1]); };
    contract.leaves = [](State&, Arguments) { return std::vector<Write>{}; };
    contract.results = [](const ir::Path& path, const State& s, Arguments a) {
        const Word next = low(path.result.term());
        const Word work = high(path.result.term());
        const auto& data = path.state.data<KernelData>();
        const Bool same = next == a[0];
        const Bool taken = Bool{smt::differ(taken_pages(), Term(6, 0))} || made(data).has_value();
        const Moved cursor = moved_cursor(data);
        const Bool at_child = cursor.to.exists() ? is_of(cursor, any_state(), a[0]) && Word{cursor.to} == spec::address_of(a[1]) : Bool{false};
        return std::vector<Term>{(s.kind(next) == kind::descriptor).term(), (same || s.parent(next) == a[0]).term(), (same || s.depth(next) == s.depth(a[0]) + 1).term(),
                                 (s.depth(deleted_child()) <= s.depth(a[0]) && s.depth(a[0]) <= spec::greatest_depth && next != s.root).term(),
                                 goes_on(s, deleted_child(), next).term(), (s.depth(deleted_child()) == any_state().depth(deleted_child())).term(),
                                 (same || s.depth(next) == any_state().depth(a[0]) + 1).term(), (step_work <= work && work <= greatest_pages_work).term(),
                                 // Pages were taken; or the first one's child goes first, and the cursor stands there.
                                 (taken || (!same && work == step_work && at_child)).term(), (!taken || least_pages_work <= work).term()};
    };
    contract.steps = [](const ir::Path& path, const State&, Arguments) { return steps_of_pages(high(path.result.term())); };
    contract.loop = pages_loop;
    contract.begins_portion = true;
    return contract;
}

} // namespace pepin::proof
