// The state machine, deletePartition: a child goes with all its descendants, one portion at a call.
//
// Where a portion ends and in which order partitions are emptied is the kernel's choice. The specification
// says which steps a portion may be made of; what the last portion leaves is then the same for every choice.
#pragma once

#include "spec/ancestors.hpp"
#include "spec/services_memory.hpp"

namespace pepin::spec {

template <class D> struct TeardownStep {
    enum class Action { take_back, take_tables_back, retire } action;
    Partition<D> partition;   // the child or one of its descendants
    Page<D> page;             // that goes back, or one whose tables go back
    Level level = leaf_level; // of these tables
};

// Whether a step keeps the invariants, whatever partition of the tree it is about.
template <class D> Bool<D> is_safe(const State<D>& s, const TeardownStep<D>& step) {
    using Action = typename TeardownStep<D>::Action;
    const Partition<D> p = step.partition;
    // Neither the current partition nor one that it depends on.
    const Bool<D> is_below = s.kind(p) == kind::descriptor && s.depth(s.current) < s.depth(p);
    switch (step.action) {
    case Action::take_back: // what the partition's own children have goes back to it first
        return is_below && s.is_present(p, step.page) && s.child(p, step.page) == 0;
    case Action::take_tables_back:
        return is_below && mmu_table_of(s, p, step.page, step.level) != 0 &&
               s.used(mmu_table_of(s, p, step.page, step.level)) == 0;
    case Action::retire: // the last step of a partition: nothing is mapped, so it has no children
        return is_below && s.used(s.mmu(p)) == 0;
    }
    return Bool<D>(false);
}

template <class D> void make_step(State<D>& s, Bool<D> go, const TeardownStep<D>& step) {
    using Action = typename TeardownStep<D>::Action;
    const Partition<D> p = step.partition;
    switch (step.action) {
    case Action::take_back: return take_back(s, go, p, step.page);
    case Action::take_tables_back: return take_tables_back(s, go, p, step.page, step.level);
    case Action::retire:
        s.floating_point_owner =
            D::choose(go && s.floating_point_owner == p, Word<D>(0), s.floating_point_owner);
        for (auto* field : {&s.mmu, &s.shadow1, &s.shadow2, &s.private_frame})
            make_memory(s, go, (*field)(p));
        return make_memory(s, go, p);
    }
}

// One step of the child's end. False where it is not allowed, and then nothing changes.
template <class D>
Bool<D> teardown_step(State<D>& s, Bool<D> go, Partition<D> child, const TeardownStep<D>& step) {
    go = go && is_safe(s, step) && is_within(s, step.partition, child);
    make_step(s, go, step);
    return go;
}

template <class D> struct TeardownOutcome : Outcome<D> {
    Bool<D> steps_allowed; // whether the portion was a portion of this call
};

// `portion` is the sequence of steps that the call made.
template <class D, class Portion>
TeardownOutcome<D> delete_partition(State<D>& s, Address<D> descriptor, const Portion& portion) {
    Checks<D> checks;
    const Partition<D> child = require_child_even_dying(s, checks, descriptor);
    const Bool<D> go = checks.passed();
    s.dying.update(go, child, Word<D>(1));
    Bool<D> allowed = Bool<D>(true);
    for (const auto& step : portion) allowed = teardown_step(s, go, child, step) && allowed;
    checks.require(s.kind(child) != kind::descriptor, abi::Error::again);
    return {checks.outcome(Word<D>(1)), allowed};
}

} // namespace pepin::spec
