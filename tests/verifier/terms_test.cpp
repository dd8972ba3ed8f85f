// Terms mean what they are built of: simplification, text and solvers agree.
#include "smt/term.hpp"

#include <random>

#include <gtest/gtest.h>

#include "smt/node.hpp"
#include "smt/solver.hpp"

namespace {

using namespace pepin::smt;

// Builds the same random expression twice: by the simplifying functions, and as it is.
class Expressions {
public:
    explicit Expressions(unsigned seed) : random_(seed) {}

    struct Pair {
        Term simplified, plain;
    };

    Pair make(unsigned width, unsigned depth) {
        if (depth == 0) return leaf(width);
        switch (pick(width == 1 ? 9 : 20)) {
        case 0: return leaf(width);
        case 1: return unary(Operation::complement, width, depth, [](Term a) { return ~a; });
        case 2: return binary(Operation::conjunction, width, depth, [](Term a, Term b) { return a & b; });
        case 3: return binary(Operation::disjunction, width, depth, [](Term a, Term b) { return a | b; });
        case 4:
        case 5: {
            const Pair condition = make(1, depth - 1), then = make(width, depth - 1),
                       otherwise = make(width, depth - 1);
            return {if_then_else(condition.simplified, then.simplified, otherwise.simplified),
                    Builder::make(Operation::if_then_else, width,
                                  {condition.plain, then.plain, otherwise.plain})};
        }
        case 6:
            return width == 1 ? compare(Operation::equal, depth, [](Term a, Term b) { return equal(a, b); })
                              : concatenation(width, depth);
        case 7:
            return width == 1 ? compare(Operation::less_unsigned, depth,
                                        [](Term a, Term b) { return less_unsigned(a, b); })
                              : concatenation(width, depth);
        case 8:
            return width == 1 ? compare(Operation::less_signed, depth,
                                        [](Term a, Term b) { return less_signed(a, b); })
                              : concatenation(width, depth);
        case 9:
        case 10: {
            const unsigned wide = width + pick(9), low = pick(wide - width + 1);
            const Pair a = make(wide, depth - 1);
            return {extract(a.simplified, low, width),
                    wide == width ? a.plain : Builder::make(Operation::extraction, width, {a.plain}, low)};
        }
        case 11: {
            const unsigned narrow = 1 + pick(width - 1);
            const Pair a = make(narrow, depth - 1);
            return {extend_signed(a.simplified, width),
                    Builder::make(Operation::sign_extension, width, {a.plain})};
        }
        case 12: return unary(Operation::negation, width, depth, [](Term a) { return -a; });
        case 13: return binary(Operation::sum, width, depth, [](Term a, Term b) { return a + b; });
        case 14: return binary(Operation::exclusive, width, depth, [](Term a, Term b) { return a ^ b; });
        case 15: return binary(Operation::product, width, depth, [](Term a, Term b) { return a * b; });
        case 16:
            return pick(2) ? binary(Operation::quotient_unsigned, width, depth, divide_unsigned)
                           : binary(Operation::quotient_signed, width, depth, divide_signed);
        case 17:
            return pick(2) ? binary(Operation::remainder_unsigned, width, depth, remainder_unsigned)
                           : binary(Operation::remainder_signed, width, depth, remainder_signed);
        case 18: return binary(Operation::shift_left, width, depth, shift_left);
        default:
            return pick(2) ? binary(Operation::shift_right, width, depth, shift_right)
                           : binary(Operation::shift_right_signed, width, depth, shift_right_signed);
        }
    }

private:
    unsigned pick(unsigned choices) { return static_cast<unsigned>(random_() % choices); }

    Pair leaf(unsigned width) {
        Term term;
        switch (pick(4)) {
        case 0: term = Term(width, random_() >> pick(64)); break;
        case 1:
            term = Term(width, pick(3) - std::uint64_t{pick(4)}); // around 0, where the special cases are
            break;
        default: term = constant((pick(2) ? "x" : "y") + std::to_string(width), width); break;
        }
        return {term, term};
    }
    template <class Make> Pair unary(Operation operation, unsigned width, unsigned depth, Make make_one) {
        const Pair a = make(width, depth - 1);
        return {make_one(a.simplified), Builder::make(operation, width, {a.plain})};
    }
    template <class Make> Pair binary(Operation operation, unsigned width, unsigned depth, Make make_one) {
        const Pair a = make(width, depth - 1), b = make(width, depth - 1);
        return {make_one(a.simplified, b.simplified), Builder::make(operation, width, {a.plain, b.plain})};
    }
    template <class Make> Pair compare(Operation operation, unsigned depth, Make make_one) {
        const unsigned width = 2 + pick(11);
        const Pair a = make(width, depth - 1), b = make(width, depth - 1);
        return {make_one(a.simplified, b.simplified), Builder::make(operation, 1, {a.plain, b.plain})};
    }
    Pair concatenation(unsigned width, unsigned depth) {
        const unsigned low = 1 + pick(width - 1);
        const Pair a = make(width - low, depth - 1), b = make(low, depth - 1);
        return {concatenate(a.simplified, b.simplified),
                Builder::make(Operation::concatenation, width, {a.plain, b.plain})};
    }

    std::mt19937 random_;
};

TEST(Terms, SimplificationKeepsTheMeaning) {
    Solver solver;
    for (unsigned seed = 0; seed < 3000; ++seed) {
        Expressions expressions(seed);
        const auto [simplified, plain] = expressions.make(seed % 4 == 0 ? 1 : 2 + seed % 11, 1 + seed % 4);
        if (simplified == plain) continue;
        solver.reset();
        solver.add(Builder::make(Operation::complement, 1,
                                 {Builder::make(Operation::equal, 1, {simplified, plain})}));
        ASSERT_EQ(solver.check({.milliseconds = 0, .resources = 400'000'000}), Verdict::unsatisfiable)
            << "seed " << seed << ": " << plain.text() << " became " << simplified.text();
    }
}

TEST(Terms, FoldingIsWhatTheSolverComputes) {
    Solver solver;
    for (unsigned seed = 0; seed < 1000; ++seed) {
        Expressions expressions(seed);
        const auto [simplified, plain] = expressions.make(2 + seed % 11, 3);
        std::mt19937_64 random(seed);
        const auto value_of = [&](Term name) {
            return Term(name.width(), std::hash<std::string_view>{}(name.name()) * (2 * random() + 1) >> 7);
        };
        std::vector<std::pair<Term, Term>> values;
        const Term folded = substitute(plain, [&](Term name) {
            values.emplace_back(name, value_of(name));
            return values.back().second;
        });
        ASSERT_TRUE(folded.is_literal()) << folded.text();
        solver.reset();
        for (const auto& [name, value] : values) solver.add(equal(name, value));
        ASSERT_EQ(solver.check(), Verdict::satisfiable);
        EXPECT_EQ(solver.model()->evaluate(plain), folded.value()) << "seed " << seed << ": " << plain.text();
    }
}

TEST(Terms, Cvc5ReadsTheScriptAndAgrees) {
    unsigned satisfiable = 0, unsatisfiable = 0;
    for (unsigned seed = 0; seed < 60; ++seed) {
        Expressions expressions(seed);
        const Term formula =
            expressions.make(1, 4).plain &
            equal(Function("f", {8, 1}, 8)(constant("a", 8), expressions.make(1, 2).simplified),
                  constant("a name", 8));
        Solver solver;
        solver.add(formula);
        const Verdict verdict = solver.check();
        const Term formulas[] = {formula};
        std::string reason;
        EXPECT_EQ(check_with_cvc5(smt_lib(formulas), {.milliseconds = 20'000, .resources = 0}, &reason),
                  verdict)
            << reason << "\n"
            << smt_lib(formulas);
        ++(verdict == Verdict::satisfiable ? satisfiable : unsatisfiable);
    }
    EXPECT_GT(satisfiable, 5u);
    EXPECT_GT(unsatisfiable, 5u);
}

TEST(Terms, BitFieldsComeBackAsTheyWerePut) {
    const Term frame = constant("frame", 20), word = concatenate(frame, Term(12, 7)),
               any = constant("any", 32);
    EXPECT_EQ(shift_right(word, Term(32, 12)), extend_unsigned(frame, 32));
    EXPECT_TRUE(equal(word & Term(32, 4), Term(32, 4)).is_true());
    EXPECT_EQ(shift_right(word & ~Term(32, 4), Term(32, 12)), extend_unsigned(frame, 32));
    EXPECT_EQ(shift_left(shift_right(any, Term(32, 12)), Term(32, 12)) | Term(32, 5),
              concatenate(extract(any, 12, 20), Term(12, 5)));
    std::vector<Term> bytes;
    for (unsigned i = 4; i-- > 0;) bytes.push_back(extract(any, 8 * i, 8));
    EXPECT_EQ(concatenate(bytes), any);
    EXPECT_EQ((any + Term(32, 5)) - Term(32, 5), any);
}

TEST(Terms, ANameHasOneSignature) {
    (void)constant("of eight bits", 8);
    EXPECT_THROW((void)constant("of eight bits", 9), std::invalid_argument);
    EXPECT_THROW(Function("of eight bits", {8}, 8), std::invalid_argument);
    EXPECT_THROW((void)(Term(8, 1) + Term(9, 1)), std::invalid_argument);
    EXPECT_THROW((void)extract(Term(8, 1), 4, 5), std::invalid_argument);
}

TEST(Solvers, GiveUpAtTheirLimit) {
    // The factors of a prime.
    const Term a = constant("factor a", 64), b = constant("factor b", 64);
    const Term formulas[] = {equal(a * b, Term(64, 2305843009213693951u)), less_unsigned(Term(64, 1), a),
                             less_unsigned(a, Term(64, 1ull << 32)), less_unsigned(Term(64, 1), b),
                             less_unsigned(b, Term(64, 1ull << 32))};
    Solver solver;
    for (const Term& formula : formulas) solver.add(formula);
    EXPECT_EQ(solver.check({.milliseconds = 100, .resources = 0}), Verdict::timeout) << solver.reason();
    EXPECT_EQ(solver.check({.milliseconds = 0, .resources = 100'000}), Verdict::timeout) << solver.reason();
    EXPECT_FALSE(solver.model());
    EXPECT_EQ(check_with_cvc5(smt_lib(formulas), {.milliseconds = 200, .resources = 0}), Verdict::timeout);
    EXPECT_EQ(check_with_cvc5("(nonsense)", {.milliseconds = 200, .resources = 0}), Verdict::error);
}

TEST(Solvers, ForgetWhatIsPopped) {
    const Term x = constant("x8", 8);
    Solver solver(Solver::Kind::incremental);
    solver.add(less_unsigned(x, Term(8, 5)));
    solver.push();
    solver.add(less_unsigned(Term(8, 5), x));
    EXPECT_EQ(solver.check(), Verdict::unsatisfiable);
    solver.pop();
    EXPECT_EQ(solver.check(), Verdict::satisfiable);
    EXPECT_LT(solver.model()->evaluate(x), 5u);
    const Term assumptions[] = {equal(x, Term(8, 9))};
    EXPECT_EQ(solver.check(assumptions), Verdict::unsatisfiable);
    EXPECT_EQ(solver.check(), Verdict::satisfiable);
}

} // namespace
