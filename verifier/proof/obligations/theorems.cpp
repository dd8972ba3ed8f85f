#include "proof/obligations/theorems.hpp"

#include <algorithm>
#include <unordered_set>

#include "proof/model/anything.hpp"
#include "spec/entries.hpp"
#include "spec/services_control.hpp"
#include "spec/services_ports.hpp"
#include "spec/services_supervision.hpp"
#include "spec/teardown.hpp"

namespace pepin::proof {

namespace {

using Checks = spec::Checks<Symbolic>;
using TeardownStep = spec::TeardownStep<Symbolic>;

// Of a frame, a page or a partition.
[[nodiscard]] Word number(unsigned which, unsigned bits = number_bits) {
    return narrow("number_" + std::to_string(which), bits);
}

// A step of deletePartition, on any partition below the current one.
[[nodiscard]] std::function<void(State&)> teardown(TeardownStep::Action action,
                                                   spec::Level level = spec::leaf_level) {
    return [=](State& s) {
        const TeardownStep step{action, number(0), number(1, page_number_bits), level};
        assume(spec::is_safe(s, step));
        spec::make_step(s, true, step);
    };
}

// A partition without tables maps nothing: level by level, since no table is below one that is not there.
[[nodiscard]] std::vector<Bool> victim_maps_nothing(const State& s, const Key& key) {
    const Word victim = number(0);
    const auto word = [&](std::size_t i) { return Word{widened(key[i])}; };
    std::vector<Bool> hints;
    const auto has_no_tables = [&](const Word& page) {
        for (spec::Level level = 2; level <= spec::leaf_level; ++level)
            for (const spec::Level at : {level - 1, level})
                hints.push_back(s.mmu_table(at, victim, spec::prefix_of(page, at)) == 0);
    };
    const auto maps_nowhere = [&](const Word& frame) {
        has_no_tables(s.page_at(victim, frame));
        hints.push_back(s.page_at(victim, frame) == 0);
    };
    if (key.size() == 1 && key[0].width() == number_bits) {
        maps_nowhere(word(0));
    } else if (key.size() == 2 && (key[1].width() == page_number_bits || key[1].width() == number_bits)) {
        has_no_tables(word(1));
        hints.push_back(s.frame(victim, word(1)) == 0);
        maps_nowhere(s.frame(word(0), word(1)));
    }
    return hints;
}

// Where a child has no tables of a level, nothing is counted below them.
[[nodiscard]] std::vector<Bool> nothing_to_count(const State& s, const Key&) {
    const Word child = s.frame(s.current, spec::page_of(argument(0))), page = spec::page_of(argument(1));
    const auto counts_none = [&](const Table& columns, spec::Level level, spec::Level below) {
        const Term prefix = smt::extract(spec::prefix_of(page, level).term(), 0, prefix_bits(level));
        const Term first =
            smt::concatenate(prefix, Term(spec::covered_bits(level) - spec::covered_bits(below), 0));
        return Word{columns.map().count(child.term(), widened(first))} == 0;
    };
    std::vector<Bool> hints{counts_none(s.frame, spec::leaf_level, spec::leaf_level + 1)};
    for (spec::Level level = 1; level < spec::leaf_level; ++level)
        hints.push_back(counts_none(s.mmu_tables[level], level, level + 1));
    return hints;
}

// Any event of the partition that runs, taken by any of the chain from it up to root.
void interrupt(State& s) {
    const Word depth = argument(0), target = s.chain(depth);
    assume(depth <= s.depth(s.current));
    const auto a = argument;
    spec::interrupt<Symbolic>(s, Bool{true}, target, {a(1), a(2), a(3), a(4), a(5), a(6), a(7)});
}

// Skolem constants: the thing that a claim is about.
[[nodiscard]] Key any_key(std::span<const unsigned> bits) {
    Key key;
    for (const unsigned width : bits)
        key.push_back(
            smt::constant("any_" + std::to_string(key.size()) + "_of_" + std::to_string(width), width));
    return key;
}

// The keys at which a step changes something: natural cases for what a claim is about.
void add_cases(std::vector<Term>& cases, const State& after, const Key& key) {
    std::unordered_set<Term> seen;
    const auto add = [&](const Map& map) {
        for (const auto& update : map.updates())
            for (const Term& component : update.key)
                for (const Term& any : key)
                    if (const Term same =
                            any.width() == component.width() ? smt::equal(any, component) : smt::truth(false);
                        !same.is_literal() && seen.insert(same).second)
                        cases.push_back(same);
    };
    for (const auto* field : {&after.kind, &after.mmu, &after.chain}) add(field->map());
    for (const auto* table : {&after.frame, &after.child}) add(table->map());
    for (const auto& table : after.mmu_tables) add(table.map());
}

// That the frames whose kind a step changes differ: once known, each update stands by itself.
[[nodiscard]] std::vector<Term> differences(const State& after) {
    std::vector<Term> lemmas;
    const auto updates = after.kind.map().updates();
    for (std::size_t i = 0; i < updates.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            lemmas.push_back(smt::differ(updates[i].key[0], updates[j].key[0]));
    return lemmas;
}

} // namespace

namespace {

// The tables of a level that go back, one step for each level.
void add_teardown_of_levels(std::vector<Step>& steps) {
    const auto leaf = std::ranges::find(steps, "delete_partition: tables", &Step::name);
    std::vector<Step> more;
    for (spec::Level level = 1; level < spec::leaf_level; ++level)
        more.push_back({"delete_partition: tables of level " + std::to_string(level),
                        teardown(TeardownStep::Action::take_tables_back, level),
                        {},
                        {},
                        number(0)});
    steps.insert(leaf + 1, more.begin(), more.end());
}

[[nodiscard]] std::vector<Step> make_steps() {
    const auto a = argument;
    std::vector<Step> all{
        {"create_partition",
         [=](State& s) { spec::create_partition<Symbolic>(s, a(0), a(1), a(2), a(3), a(4)); }},
        {"prepare",
         [=](State& s) {
             // otherwise nothing changes
             assume(!s.has_tables(s.frame(s.current, spec::page_of(a(0))), spec::page_of(a(1))));
             spec::prepare<Symbolic>(s, a(0), a(1), a(2));
         },
         nothing_to_count},
        {"add_vaddr", [=](State& s) { spec::add_vaddr<Symbolic>(s, a(0), a(1), a(2), a(3), a(4), a(5)); }},
        {"remove_vaddr", [=](State& s) { spec::remove_vaddr<Symbolic>(s, a(0), a(1)); }},
        {"collect", [=](State& s) { spec::collect<Symbolic>(s, a(0), a(1)); }},
        {"delete_partition: mark",
         [=](State& s) {
             Checks checks;
             const Word child = spec::require_child_even_dying(s, checks, a(0));
             s.dying.update(checks.passed(), child, Word{1});
         }},
        {"delete_partition: page", teardown(TeardownStep::Action::take_back), {}, {}, number(0)},
        {"delete_partition: tables", teardown(TeardownStep::Action::take_tables_back), {}, {}, number(0)},
        {"delete_partition: retire",
         teardown(TeardownStep::Action::retire),
         victim_maps_nothing,
         {},
         number(0)},
        {"yield", [=](State& s) { spec::yield<Symbolic>(s, a(0), a(1), a(2), a(3), a(4)); }, {}, a(1)},
        {"fault, interrupt", interrupt, {}, a(6)},
        {"set_int_state", [=](State& s) { spec::set_int_state<Symbolic>(s, a(0)); }},
        {"wait", [](State& s) { spec::wait<Symbolic>(s); }},
        {"set_ports", [=](State& s) { spec::set_ports<Symbolic>(s, a(0), a(1), a(2), a(3)); }},
        {"floating_point_unavailable", [](State& s) { spec::floating_point_unavailable<Symbolic>(s); }},
    };
    add_teardown_of_levels(all);
    return all;
}

} // namespace

const std::vector<Step>& steps() {
    static const std::vector<Step> all = make_steps();
    return all;
}

std::vector<Obligation> preservation(const Step& step, const Group& group, unsigned rounds,
                                     Instances& instances) {
    const State before = any_state();
    State after = before;
    const Key key = any_key(group.key_bits);
    Obligation shared{step.name, group.name, {}, {}, {}, {}, {}, {}};
    Evaluation evaluation;
    step.run(after);
    shared.assumptions = evaluation.assumptions;
    std::vector<Claim> goals = claims(group, after, key);
    if (group.subject == Group::Subject::kernel)
        for (const Term& demand : evaluation.demands)
            goals.push_back({"values fit into what keeps them", demand});
    if (step.hints)
        for (const Bool& hint : step.hints(before, key)) shared.lemmas.push_back(hint.term());
    std::vector<Term> about = shared.assumptions;
    for (const Claim& goal : goals) about.push_back(goal.formula);
    // The same claim before the step is the natural fact to start from.
    for (const Claim& claim : claims(group, before, key)) about.push_back(claim.formula);
    about.insert(about.end(), shared.lemmas.begin(), shared.lemmas.end());
    instances.forget();
    shared.facts = instances.about(about, rounds);
    const auto different = differences(after);
    shared.lemmas.insert(shared.lemmas.end(), different.begin(), different.end());
    add_cases(shared.cases, after, key);
    std::vector<Obligation> obligations;
    for (const Claim& goal : goals) {
        shared.claim = goal.name;
        shared.goal = goal.formula;
        obligations.push_back(shared);
    }
    return obligations;
}

std::vector<Obligation> isolation(unsigned rounds, Instances& instances) {
    const State s = any_state();
    const unsigned bits[] = {number_bits, number_bits, number_bits, page_number_bits};
    const Key key = any_key(bits);
    const Word p{widened(key[0])}, q{widened(key[1])}, frame{widened(key[2])}, page{widened(key[3])};
    const auto are_partitions = s.kind(p) == spec::kind::descriptor && s.kind(q) == spec::kind::descriptor;
    Collector claim{are_partitions.term()};
    spec::claim_horizontal_isolation_at_a_depth(s, claim, p, q, frame);
    spec::claim_vertical_sharing_with_parent(s, claim, p, frame);
    spec::claim_kernel_data_isolation(s, claim, p, page);
    spec::claim_isolation_of_use(s, claim, p, q, frame);
    spec::claim_rights_of_parent(s, claim, p, frame);
    const std::vector<Claim> goals = claim.take();
    std::vector<Term> about{s.frame(p, s.page_at(p, frame)).term(), s.frame(q, s.page_at(q, frame)).term(),
                            s.frame(s.parent(q), s.origin(q, s.page_at(q, frame))).term()};
    for (const Claim& goal : goals) about.push_back(goal.formula);
    instances.forget();
    Obligation shared{"isolation", "theorem", {}, {}, {}, instances.about(about, rounds), {}, {}};
    std::vector<Obligation> obligations;
    for (const Claim& goal : goals) {
        shared.claim = goal.name;
        shared.goal = goal.formula;
        shared.hypothesis = goal.hypothesis;
        obligations.push_back(shared);
    }
    return obligations;
}

namespace {

// At each application in the formulas and facts.
void add_axioms(std::vector<Term>& facts, std::span<const Term> about, std::vector<Term> (*axioms)(Term)) {
    std::vector<Term> open{about.begin(), about.end()};
    open.insert(open.end(), facts.begin(), facts.end());
    std::unordered_set<Term> seen, known;
    while (!open.empty()) {
        const Term term = open.back();
        open.pop_back();
        if (term.is_literal() || !seen.insert(term).second) continue;
        open.insert(open.end(), term.operands().begin(), term.operands().end());
        for (const Term& axiom : axioms(term))
            if (known.insert(axiom).second) facts.push_back(axiom);
    }
}

} // namespace

std::vector<Obligation> obligations_of(const Theorem& theorem, unsigned rounds, Instances& instances) {
    Evaluation evaluation;
    const auto [goals, cases, void_claims, places, states] = theorem.promises();
    for (const auto& [prefix, state] : states) instances.know(prefix, state);
    std::vector<Term> about = evaluation.assumptions;
    for (const Claim& goal : goals) about.push_back(goal.formula);
    about.insert(about.end(), places.begin(), places.end());
    instances.forget();
    Obligation shared{theorem.name, "theorem", {}, {}, evaluation.assumptions, instances.about(about, rounds),
                      {},           cases};
    if (theorem.axioms != nullptr) add_axioms(shared.facts, about, theorem.axioms);
    std::vector<Obligation> obligations;
    for (const Claim& goal : goals) {
        shared.claim = goal.name;
        shared.goal = goal.formula;
        shared.hypothesis = goal.hypothesis;
        shared.is_void = std::ranges::find(void_claims, goal.name) != void_claims.end();
        obligations.push_back(shared);
    }
    return obligations;
}

Prover::Prover(const Obligation& shared, Effort effort)
    : effort_{effort}, name_{shared.step + "." + shared.group} {
    for (const Term& assumption : shared.assumptions) solver_.add(assumption);
    for (const Term& fact : shared.facts) solver_.add_fact(fact);
    asserted_ = shared.assumptions;
    asserted_.insert(asserted_.end(), shared.facts.begin(), shared.facts.end());
    for (const Term& lemma : shared.lemmas) {
        const Term opposite[] = {!lemma};
        if (check(opposite, effort::ordinary) != smt::Verdict::unsatisfiable) continue;
        solver_.add(lemma);
        asserted_.push_back(lemma);
    }
}

smt::Verdict Prover::check(std::span<const Term> extra, Effort effort) {
    solver_.push();
    std::vector<Term> formulas = asserted_;
    for (const Term& formula : extra) {
        solver_.add(formula);
        formulas.push_back(formula);
    }
    const smt::Verdict verdict = asker_.ask(solver_, formulas, effort, name_);
    solver_.pop();
    return verdict;
}

bool Prover::are_plain(std::span<const Obligation> obligations) {
    std::vector<Term> goals;
    for (const Obligation& obligation : obligations) goals.push_back(obligation.goal);
    const Term opposite[] = {!smt::all_of(goals)};
    return check(opposite, effort::small) == smt::Verdict::unsatisfiable;
}

smt::Verdict Prover::possibility(const Obligation& obligation) {
    const Term given[] = {obligation.hypothesis};
    const smt::Verdict verdict = check(given, effort_);
    return verdict == smt::Verdict::satisfiable || verdict == smt::Verdict::unsatisfiable
               ? verdict
               : check(given, effort::great);
}

Answer Prover::prove(const Obligation& obligation) {
    std::vector<Term> given{!obligation.goal};
    const auto is_settled = [](smt::Verdict verdict) {
        return verdict == smt::Verdict::unsatisfiable || verdict == smt::Verdict::satisfiable;
    };
    smt::Verdict verdict = smt::Verdict::unknown;
    // What one solver does not find in a quarter of its time, the other one may find at once.
    if (effort_.cvc5_resources != 0) verdict = check(given, {effort_.resources / 4, effort_.cvc5_resources});
    if (!is_settled(verdict)) verdict = check(given, {effort_.resources, 0});
    // Too hard in one piece: each case by itself, then what is in none of them.
    if (!is_settled(verdict)) {
        for (const Term& condition : obligation.cases) {
            given.push_back(condition);
            verdict = check(given, effort_);
            if (verdict != smt::Verdict::unsatisfiable) break;
            given.back() = !condition;
        }
        if (verdict == smt::Verdict::unsatisfiable) verdict = check(given, effort_);
    }
    Answer answer{verdict, {}};
    if (verdict != smt::Verdict::satisfiable) return answer;
    answer.counterexample = solver_.model();
    answer.about = obligation.assumptions;
    answer.about.insert(answer.about.end(), given.begin(), given.end());
    answer.facts = obligation.facts;
    return answer;
}

} // namespace pepin::proof
