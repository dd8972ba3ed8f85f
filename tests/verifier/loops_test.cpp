// Loops without a bound are cut by their invariants, and what a cut forgets is noticed. usage: loops_test
// loops.ll
#include "ir/executor.hpp"

#include <gtest/gtest.h>

namespace {

using namespace pepin;
using smt::Term;

std::string file;

// The invariant: i <= n, and the sum is `factor` times i. `in_memory`: the sum is the local variable.
class Invariant : public ir::Client {
public:
    Term n = smt::constant("n", 32);
    std::uint64_t factor = 2;
    bool in_memory = false, forgets_memory = false;

    ir::LoopAction loop(ir::Step& step, ir::LoopVisit& visit) override {
        const auto holds = [&](Term i, Term sum) {
            return smt::at_most_unsigned(i, n) & smt::equal(sum, i * Term(32, factor));
        };
        const ir::ObjectNumber variable = static_cast<ir::ObjectNumber>(step.state.memory.size() - 1);
        const auto sum = [&] {
            return in_memory ? step.state.memory.load(variable, 0, 4, 32)->term() : visit.phis[1].term();
        };
        step.require(ir::Kind::assertion, holds(visit.phis[0].term(), sum()),
                     visit.cut ? "the invariant is kept" : "the invariant holds at first");
        if (visit.cut) return ir::LoopAction::stop;
        visit.phis[0] = smt::constant("any i", 32);
        if (!in_memory) {
            visit.phis[1] = smt::constant("any sum", 32);
        } else if (!forgets_memory) {
            step.state.memory.store(variable, 0, 4, smt::constant("any sum", 32));
            visit.changed_objects.push_back(variable);
        }
        step.assume(holds(visit.phis[0].term(), sum()));
        return ir::LoopAction::cut;
    }
};

// Whether every obligation is proved, and the result on every path that returns is 2 * n.
struct Answer {
    bool proved = true;
    unsigned returned = 0, stopped = 0, errors = 0;
};
Answer prove(Invariant& client, const std::string& function) {
    const ir::Module module(file);
    ir::Executor executor(module, client);
    const ir::Value arguments[] = {client.n};
    const ir::Result result = executor.run(function, arguments, executor.initial_state());
    Answer answer;
    const auto follows = [](const ir::PathCondition& conditions, Term formula) {
        smt::Solver solver;
        for (const Term& condition : conditions.formulas()) solver.add(condition);
        solver.add(!formula);
        return solver.check() == smt::Verdict::unsatisfiable;
    };
    for (const ir::Obligation& obligation : result.obligations)
        answer.proved = answer.proved && follows(obligation.conditions, obligation.formula);
    for (const ir::Path& path : result.paths) {
        answer.returned += path.ending == ir::Ending::returned;
        answer.stopped += path.ending == ir::Ending::stopped;
        answer.errors += path.ending == ir::Ending::error;
        if (path.ending == ir::Ending::returned)
            answer.proved = answer.proved && follows(path.state.conditions,
                                                     smt::equal(path.result.term(), client.n * Term(32, 2)));
    }
    return answer;
}

TEST(Loops, AreProvedByTheirInvariant) {
    Invariant client;
    const Answer answer = prove(client, "twice");
    EXPECT_TRUE(answer.proved);
    EXPECT_EQ(answer.returned, 1u);
    EXPECT_EQ(answer.stopped, 1u);
    EXPECT_EQ(answer.errors, 0u);
}

TEST(Loops, AWrongInvariantIsNotProved) {
    Invariant client;
    client.factor = 3;
    EXPECT_FALSE(prove(client, "twice").proved);
}

TEST(Loops, MayGoThroughMemory) {
    Invariant client;
    client.in_memory = true;
    const Answer answer = prove(client, "twice_in_memory");
    EXPECT_TRUE(answer.proved);
    EXPECT_EQ(answer.errors, 0u);
}

// The cut keeps the local variable's first value: every later iteration would be missed.
TEST(Loops, ACutThatForgetsMemoryIsAnError) {
    Invariant client;
    client.in_memory = client.forgets_memory = true;
    EXPECT_GT(prove(client, "twice_in_memory").errors, 0u);
}

} // namespace

int main(int count, char** words) {
    testing::InitGoogleTest(&count, words);
    if (count != 2) return std::fprintf(stderr, "usage: loops_test loops.ll\n"), 2;
    file = words[1];
    return RUN_ALL_TESTS();
}
