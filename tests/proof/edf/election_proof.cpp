// Proves of the bitcode of examples/edf/election.c what election.h promises, for any contents of the table
// and any number of tasks.
//
// usage: election_proof ELECTION.bc: status 0 where everything is proved, 1 where something is not, 2 where
// the file is of no use.
//
// "No job in the table" is said with a constant about which nothing is assumed, `other`: what is proved of it
// is proved of every job. The loop is cut by its invariant, which speaks of the jobs before the one that is
// looked at.
#include <cstdio>

#include "election.h"
#include "ir/executor.hpp"

namespace {

using namespace pepin;
using smt::Term;

constexpr unsigned word_bytes = 4;
constexpr unsigned job_words = sizeof(edf_job_t) / word_bytes;

const Term count = smt::constant("count", 32), now = smt::constant("now", 32),
           other = smt::constant("other", 32);

Term number(std::uint64_t value) { return Term(32, value); }

// --- the specification, about the table that the function finds ---

const smt::Function table("table", {32, 32}, 32); // of a job's index and a word's

Term word(Term job, std::size_t offset) { return table(job, number(offset / word_bytes)); }
Term ready(Term job) {
    return smt::differ(word(job, offsetof(edf_job_t, pending)), number(0)) &
           smt::differ(word(job, offsetof(edf_job_t, budget)), number(0));
}
Term time_left(Term job) { return word(job, offsetof(edf_job_t, deadline)) - now; }
// Whether `elected` is the right choice among the first `limit` jobs, as far as `other` can tell.
Term right_choice(Term elected, Term limit) {
    const Term nobody = smt::equal(elected, number(EDF_NOBODY));
    const Term rival = smt::less_unsigned(other, limit) & ready(other);
    const Term elected_is_ready = smt::less_unsigned(elected, limit) & ready(elected);
    const Term before_rival =
        smt::less_unsigned(time_left(elected), time_left(other)) |
        (smt::equal(time_left(elected), time_left(other)) & smt::at_most_unsigned(elected, other));
    return smt::if_then_else(nobody, !rival, elected_is_ready & smt::implies(rival, before_rival));
}

// --- the execution ---

// The table: never written to, so its contents are always the same function.
class Table : public ir::Region {
public:
    [[nodiscard]] Term in_bounds(const ir::State&, const ir::Offset& offset) const override {
        const auto [job, within] = offset.split(sizeof(edf_job_t));
        return smt::less_unsigned(job, number(EDF_MOST_TASKS)) &
               smt::at_most_unsigned(within.value(), number(sizeof(edf_job_t)));
    }
    [[nodiscard]] Term load(ir::Step& step, const ir::Offset& offset, unsigned bytes) override {
        const auto [job, within] = offset.split(sizeof(edf_job_t));
        if (!within.is_constant() || within.constant() % word_bytes != 0 || bytes != word_bytes)
            throw ir::Unmodelled("an access to something else than a whole word of a job");
        step.require(ir::Kind::bounds, smt::less_unsigned(job, count), "only jobs below `count` are read");
        step.require(ir::Kind::bounds, smt::truth(within.constant() / word_bytes < job_words),
                     "the word is within the job");
        return word(job, within.constant());
    }
    void store(ir::Step& step, const ir::Offset&, unsigned, Term) override {
        step.require(ir::Kind::assertion, smt::truth(false), "nothing is changed");
    }
};

class Election : public ir::Client {
public:
    // The loop carries two numbers, which are told apart by what they are at first: the index, 0, and who is
    // elected, nobody.
    ir::LoopAction loop(ir::Step& step, ir::LoopVisit& visit) override {
        if (visit.arrivals == 0) find(visit);
        ir::Value& index = visit.phis[index_];
        ir::Value& elected = visit.phis[elected_];
        const auto invariant = [&] {
            return smt::less_unsigned(index.term(), count) & right_choice(elected.term(), index.term());
        };
        step.require(ir::Kind::assertion, invariant(),
                     visit.cut ? "the loop's invariant is kept" : "the loop's invariant holds at first");
        if (visit.cut) {
            step.require(ir::Kind::assertion, smt::equal(index.term(), any_index_ + number(1)),
                         "each round comes nearer to the end");
            return ir::LoopAction::stop;
        }
        index = any_index_;
        elected = smt::constant("any elected", 32);
        step.assume(invariant());
        return ir::LoopAction::cut;
    }

private:
    void find(const ir::LoopVisit& visit) {
        index_ = elected_ = visit.phis.size();
        for (std::size_t i = 0; i < visit.phis.size(); ++i) {
            if (!visit.phis[i].is_integer()) throw ir::Unmodelled("a loop that carries a pointer");
            if (visit.phis[i].term().is_literal(0)) index_ = i;
            if (visit.phis[i].term().is_literal(EDF_NOBODY)) elected_ = i;
        }
        if (visit.phis.size() != 2 || index_ == 2 || elected_ == 2)
            throw ir::Unmodelled("a loop that carries something else");
    }
    std::size_t index_ = 0, elected_ = 0;
    const Term any_index_ = smt::constant("any index", 32);
};

// --- the proof ---

smt::Verdict satisfiable(const ir::PathCondition& conditions, Term formula) {
    smt::Solver solver;
    for (const Term& condition : conditions.formulas()) solver.add(condition);
    solver.add(formula);
    return solver.check({.milliseconds = 60'000});
}

// The claim follows from the conditions. A claim that does not is printed.
bool proved(const ir::PathCondition& conditions, Term claim, const std::string& text,
            const ir::Location& where) {
    const smt::Verdict verdict = satisfiable(conditions, !claim);
    if (verdict == smt::Verdict::unsatisfiable) return true;
    std::printf("not proved, %s: %s (%s)\n", std::string(smt::name(verdict)).c_str(), text.c_str(),
                where.text().c_str());
    return false;
}

bool prove(const std::string& file) {
    const ir::Module module(file);
    const ir::Module::Global global = module.global("edf_jobs");
    if (global.size != sizeof(edf_job_t) * EDF_MOST_TASKS)
        throw std::runtime_error("edf_jobs has another size than election.h says");
    Election client;
    Table region;
    ir::Executor executor(module, client);
    executor.add_region("edf_jobs", region);
    ir::State state = executor.initial_state();
    state.assume(smt::at_most_unsigned(count, number(EDF_MOST_TASKS)));
    const ir::Value arguments[] = {count, now};
    const ir::Result result = executor.run("edf_elect", arguments, std::move(state));

    bool good = true;
    unsigned claims = 0, returned = 0, rounds = 0;
    for (const ir::Obligation& obligation : result.obligations) {
        ++claims;
        good = proved(obligation.conditions, obligation.formula, obligation.text, obligation.where) && good;
    }
    for (const ir::Path& path : result.paths) {
        // A way through the code that nothing can take would prove anything.
        const bool possible =
            satisfiable(path.state.conditions, smt::truth(true)) == smt::Verdict::satisfiable;
        if (path.ending == ir::Ending::returned) {
            returned += possible;
            ++claims;
            const Term choice = right_choice(path.result.term(), count);
            good =
                proved(path.state.conditions, choice, "the choice that is returned is right", path.where) &&
                good;
        } else if (path.ending == ir::Ending::stopped) {
            rounds += possible;
        } else {
            std::printf("not proved, %s: %s (%s)\n", std::string(ir::name(path.ending)).c_str(),
                        path.reason.c_str(), path.where.text().c_str());
            good = false;
        }
    }
    if (returned == 0 || rounds == 0) {
        std::printf("not proved: %u ways to the end and %u through the loop can be taken, at least one of "
                    "each was expected\n",
                    returned, rounds);
        good = false;
    }
    if (good)
        std::printf("proved: %u claims on %zu paths, for 0 to %d tasks\n", claims, result.paths.size(),
                    int{EDF_MOST_TASKS});
    return good;
}

} // namespace

int main(int words, char** word) {
    if (words != 2) return std::fprintf(stderr, "usage: election_proof ELECTION.bc\n"), 2;
    try {
        return prove(word[1]) ? 0 : 1;
    } catch (const std::exception& problem) {
        return std::fprintf(stderr, "election_proof: %s: %s\n", word[1], problem.what()), 2;
    }
}
