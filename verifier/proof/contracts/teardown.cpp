#include "proof/contracts/teardown.hpp"

#include "proof/contracts/steps.hpp"
#include "proof/contracts/teardown_steps.hpp"

namespace pepin::proof {

using namespace teardown;

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
    const auto answer = [](std::uint32_t value, abi::Error error) {
        return smt::concatenate(Word{static_cast<std::uint32_t>(error)}.term(), Word{value}.term());
    };
    return smt::if_then_else((s.kind(deleted) == kind::descriptor).term(), answer(0, abi::Error::again),
                             answer(1, abi::Error::none));
}

bool is_work_of_search(Term term) {
    return term.operation() == smt::Operation::constant && term.name().starts_with(work_of_search);
}

Word work_so_far() { return Word{smt::constant("work", word_width)}; }
Bool only_went_down() { return Bool{smt::constant("only went down", 1)}; }

namespace {

[[nodiscard]] Word steps_for(const Word& work) { return Word{steps::of_work} * work + 200; }

} // namespace

// Of the state that a step begins with.
constexpr std::string_view in_portion = "portion.";

// Where a portion has only gone down, from a page to the child that has it, it has done no more work than
// that takes.
[[nodiscard]] Bool is_way_down(const State& s, const Word& deleted, const Word& victim, const Word& work) {
    return work <= Word{step_work} * (s.depth(victim) - s.depth(deleted));
}
constexpr std::uint32_t all_pages = (1U << page_number_bits) - 1;
// The page that a partition's cursor stands at. Where it stands behind the last one, it comes to the first
// one next.
[[nodiscard]] Word cursor_page(const State& s, const Word& partition) {
    return spec::page_of(teardown_cursor(s, partition)) & all_pages;
}
[[nodiscard]] Bool is_cursor_page_in_space(const Word& cursor) { return spec::page_of(cursor) <= all_pages; }
[[nodiscard]] Bool is_cursor_in_space(const State& s, const Word& partition) {
    return is_cursor_page_in_space(teardown_cursor(s, partition));
}

// A step that takes nothing back and goes on with the same partition moves the cursor: over entries that are
// not in use, and to one behind them, or to a table that is there. Behind the last entry comes the first one.
void require_forward(ir::Step& step, const State& s, const Word& partition, const Word& moved) {
    const Word from = cursor_page(s, partition), to = spec::page_of(moved) & all_pages;
    const Bool in_space = is_cursor_in_space(s, partition);
    require(step, is_cursor_page_in_space(moved) || to == 0,
            "the cursor stays in the address space, or goes to its end");
    const auto has_table = [&](const Word& page, spec::Level level) {
        return s.mmu_table(level, partition, spec::prefix_of(page, level)) != 0;
    };
    // Behind the last entry of the root table comes the first one.
    const Bool has_no_tables = !in_space || !has_table(from, 1);
    const Word root = spec::root_index(from), next_root = spec::root_index(to), passed_root = any_passed(0);
    const Bool is_end = next_root == 0 && !has_table(to, 1);
    constexpr std::uint32_t covered_by_root_entry = (1U << spec::covered_bits(1)) - 1;
    require(step,
            !has_no_tables ||
                ((to & covered_by_root_entry) == 0 && (root < next_root || is_end || has_table(to, 1))),
            "a search for a table goes on");
    require(step,
            !has_no_tables || !(root <= passed_root && (passed_root < next_root || is_end)) ||
                !is_in_use(s, {partition, 0, Word{0}}, passed_root),
            "no table is passed");
    // Below the root a search ends with its table.
    for (spec::Level level = 1; level <= spec::leaf_level; ++level) {
        const bool is_leaf = level == spec::leaf_level;
        const Bool searched =
            in_space && has_table(from, level) && (is_leaf ? Bool{true} : !has_table(from, level + 1));
        const Word prefix = spec::prefix_of(from, level);
        require(step, !searched || s.used(s.mmu_table(level, partition, prefix)) != 0,
                "a table that maps nothing any more goes back");
        const std::uint32_t entries = spec::entries_of(level), below = spec::covered_bits(level + 1);
        const Word place = spec::prefix_of(from, level + 1), entry = place & (entries - 1),
                   distance = (spec::prefix_of(to, level + 1) - place) & (all_pages >> below),
                   passed = any_passed(level);
        const Bool at_entry = (to & ((1U << below) - 1)) == 0,
                   goes_forward = distance != 0 && distance <= Word{entries} - entry;
        // A search for a table looks at whole groups, so that it may find one that is there before.
        const Bool finds =
            is_leaf ? Bool{false} : spec::prefix_of(to, level) == prefix && has_table(to, level + 1);
        require(step, !searched || (at_entry && (goes_forward || finds)),
                "a search below the root goes on within its table");
        require(step,
                !searched || !goes_forward || !(entry <= passed && passed < entry + distance) ||
                    !is_in_use(s, {partition, level, prefix}, passed),
                "nothing below the root is passed");
    }
}

// The loop carries the partition that is next, and the work that was done.
ir::LoopAction portion_loop(ir::Step& step, ir::LoopVisit& visit, Arguments arguments) {
    auto& data = step.state.data<KernelData>();
    if (visit.cut) {
        const auto [work, to] = in_order(visit, work_so_far().term());
        const Word next{widened(PhysicalMemory::number(step, visit.phis[to].term()))},
            done{visit.phis[work].term()};
        require(step, goes_on(step_of(data).after, *data.deleted, next),
                "what is next belongs to the child that goes");
        const auto step_made = made(data);
        const State begun = any_state(in_portion);
        const bool retires = step_made && step_made->action == Action::retire;
        require(step, retires || begun.used(begun.mmu(any_number("victim"))) != 0,
                "what maps nothing any more goes");
        const Word victim = any_number("victim");
        const Moved moved = moved_cursor(data);
        Bool goes_down{false};
        if (data.pages_work) {
            // Pages were taken, or a page's child goes first: that is found again without a search.
            if (moved.to.exists()) throw ir::Unmodelled("the cursor moves after pages were taken");
            const Bool at_once = done - work_so_far() == step_work;
            goes_down = next != victim && at_once;
            require(step,
                    *data.pages_work != step_work || at_once ||
                        !begun.is_present(victim, cursor_page(begun, victim)),
                    "the way down is known");
        } else if (!step_made) {
            require(step, next == victim, "who goes on is the same");
            if (!moved.to.exists()) throw ir::Unmodelled("a step takes nothing back and does not go on");
            require(step, is_of(moved, begun, victim), "the cursor that moves is that of who goes on");
            require_forward(step, begun, victim, Word{moved.to});
        }
        const State after = step_of(data).after;
        require(step, !(only_went_down() && goes_down) || is_way_down(after, *data.deleted, next, done),
                "the way down takes no more than its steps");
        require(step, done <= greatest_portion, "a portion's work has a limit");
        steps::require(step, steps_for(done));
        return ir::LoopAction::stop;
    }
    const auto [work, next] = in_order(visit, {});
    const Word child{widened(PhysicalMemory::number(step, visit.phis[next].term()))};
    // Before the first step the child is marked as dying, and nothing else has happened.
    Evaluation evaluation;
    spec::Checks<Symbolic> checks;
    const Word specified = spec::require_child_even_dying<Symbolic>(data.state, checks, arguments[0]);
    static_cast<void>(checks.passed());
    step.require(ir::Kind::assertion, smt::all_of(evaluation.assumptions), "the specification's checks pass");
    require(step, child == specified, "the child is the specified one");
    const auto is_mark = [&](const Write& write) {
        return write.kind == Write::Kind::word && data.roles.at(write.frame).kind == kind::descriptor &&
               write.index.is_literal(descriptor_dying);
    };
    if (data.writes.size() != 1 || !is_mark(data.writes[0]))
        throw ir::Unmodelled("something else than the child's mark was written before the first step");
    require(step, Word{widened(data.writes[0].frame)} == child && Word{data.writes[0].value} == 1,
            "the child is marked as dying");
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

} // namespace pepin::proof
