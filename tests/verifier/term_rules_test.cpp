// Every rule of the simplifier keeps the meaning: a solver confirms instances of each, and an evaluator that
// shares nothing with the simplifier computes the same of every operation on operands of every form, and of
// random terms, in widths from 1 to 200 bits.
//
// term_rules_test --rules prints the rules' names, one a line; --seed N tries other random terms.
#include <cstring>
#include <iostream>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "naive_bits.hpp"
#include "smt/solver.hpp"
#include "term_rules.hpp"

namespace {

using namespace pairs;
using naive::Bits;
using naive::Evaluation;
using pepin::smt::Builder;
using pepin::smt::Solver;
using pepin::smt::Verdict;
using pepin::smt::Wide;

constexpr unsigned widths[] = {1, 2, 3, 5, 7, 8, 13, 16, 31, 32, 33, 63, 64, 65, 127, 128, 129, 200};
unsigned long seed = 20240229; // of random terms and values

Bits bits_of(Wide value, unsigned width) {
    Bits result;
    for (unsigned i = 0; i < width; ++i) result.push_back(((value >> (i % 128)) & 1) != 0);
    return result;
}

// The values of free variables and functions: corners first, then anything; the same whenever it is asked for
// the same.
class Values {
public:
    explicit Values(unsigned long number) : number_(number) {}
    Bits operator()(Term term, const std::vector<Bits>& arguments) const {
        std::string text(term.name());
        for (const Bits& argument : arguments) text += naive::text(argument);
        std::mt19937_64 random(std::hash<std::string>{}(text) ^ (number_ * 0x9e3779b97f4a7c15u));
        const auto choice = random() % (2 * corner_count);
        if (choice < corner_count)
            return bits_of(corner(static_cast<Corner>(choice), term.width()), term.width());
        const Wide value = (Wide{random()} << 64) | random();
        return bits_of(value >> (random() % 2 * (random() % 64)), term.width());
    }

private:
    unsigned long number_;
};

Term differ(const Pair& pair) {
    return Builder::make(Operation::complement, 1,
                         {Builder::make(Operation::equal, 1, {pair.simplified, pair.plain})});
}

std::string described(const Pair& pair) {
    return pair.plain.text(600) + " became " + pair.simplified.text(600);
}

// Compares both of a pair under a few assignments.
class Comparison {
public:
    explicit Comparison(unsigned count, unsigned long first = 0) {
        for (unsigned i = 0; i < count; ++i) evaluations_.emplace_back(Values(first + i));
    }
    ::testing::AssertionResult operator()(const Pair& pair) {
        ++compared;
        if (pair.simplified.width() != pair.plain.width())
            return ::testing::AssertionFailure() << pair.plain.width() << " bits became "
                                                 << pair.simplified.width() << ": " << described(pair);
        if (pair.simplified == pair.plain) return ::testing::AssertionSuccess();
        ++changed;
        for (Evaluation& evaluation : evaluations_) {
            const Bits before = evaluation(pair.plain), after = evaluation(pair.simplified);
            if (before != after)
                return ::testing::AssertionFailure()
                       << naive::text(before) << " became " << naive::text(after) << ": " << described(pair);
        }
        return ::testing::AssertionSuccess();
    }
    unsigned compared = 0, changed = 0;

private:
    std::vector<Evaluation> evaluations_;
};

TEST(Rules, InstancesAreConfirmedByTheSolver) {
    for (const unsigned width : widths) {
        Solver solver(Solver::Kind::one_shot);
        std::vector<Term> differences;
        std::vector<std::pair<std::string, Pair>> asked;
        const auto ask = [&] {
            if (differences.empty()) return;
            solver.reset();
            Term any = differences[0];
            for (const Term& difference : std::span(differences).subspan(1))
                any = Builder::make(Operation::disjunction, 1, {any, difference});
            solver.add(any);
            const Verdict verdict = solver.check({.milliseconds = 0, .resources = 100'000'000});
            std::string broken;
            if (verdict == Verdict::satisfiable)
                for (std::size_t i = 0; i < asked.size(); ++i)
                    if (solver.model()->holds(differences[i]))
                        broken += asked[i].first + ": " + described(asked[i].second) + "\n";
            ASSERT_EQ(verdict, Verdict::unsatisfiable)
                << "width " << width << ", " << asked.front().first << "\n"
                << broken;
        };
        for (const rules::Instance& instance : rules::instances()) {
            if (width < instance.smallest) continue;
            const Pair pair = instance.make(width);
            ASSERT_EQ(pair.simplified.width(), pair.plain.width())
                << instance.rule << ": " << described(pair);
            if (!asked.empty() && asked.front().first != instance.rule) {
                ask();
                if (HasFatalFailure()) return;
                asked.clear();
                differences.clear();
            }
            if (pair.simplified == pair.plain) continue;
            asked.emplace_back(instance.rule, pair);
            differences.push_back(differ(pair));
        }
        ask();
        if (HasFatalFailure()) return;
    }
}

// Otherwise the instances would confirm nothing.
TEST(Rules, EachIsAppliedToItsInstances) {
    std::set<std::string> every, applied;
    for (const rules::Instance& instance : rules::instances()) {
        every.insert(instance.rule);
        const Pair pair = instance.make(16);
        if (pair.simplified != pair.plain) applied.insert(instance.rule);
    }
    for (const std::string& rule : every) EXPECT_TRUE(applied.contains(rule)) << rule;
}

TEST(Rules, InstancesAreEvaluatedToTheSame) {
    for (const unsigned width : widths) {
        Comparison same(12);
        for (const rules::Instance& instance : rules::instances())
            if (width >= instance.smallest)
                ASSERT_TRUE(same(instance.make(width))) << instance.rule << ", width " << width;
    }
}

TEST(Rules, NothingIsTrueOfAllAndOfNone) {
    EXPECT_TRUE(pepin::smt::all_of({}).is_true());
    EXPECT_TRUE(pepin::smt::any_of({}).is_false());
    EXPECT_TRUE(pepin::smt::implies(literal(1, Wide{0}).plain, variable("p", 1).plain).is_true());
    EXPECT_EQ(pepin::smt::implies(literal(1, Wide{1}).plain, variable("p", 1).plain), variable("p", 1).plain);
}

TEST(Rules, LiteralsLoseWhatDoesNotFit) {
    for (const unsigned width : widths) {
        Evaluation evaluation{Values(0)};
        for (const std::uint64_t value :
             {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}, std::uint64_t{0x8000'0000'0000'0000},
              std::uint64_t{0xa5c3'1234'5678'9abd}}) {
            Bits expected;
            for (unsigned i = 0; i < width; ++i) expected.push_back(i < 64 && ((value >> i) & 1) != 0);
            EXPECT_EQ(naive::text(evaluation(Term(width, value))), naive::text(expected));
            if (width <= 64)
                EXPECT_EQ(Term(width, value),
                          Term(width, value & static_cast<std::uint64_t>(pepin::smt::ones(width))));
            if (width <= 64)
                EXPECT_LE(Term(width, value).value(), static_cast<std::uint64_t>(pepin::smt::ones(width)));
        }
    }
}

// What operands look like, of one width.
std::vector<Pair> forms(unsigned width) {
    const Pair x = variable("x", width), y = variable("y", width), p = variable("p", 1), q = variable("q", 1);
    const Pair three = literal(width, Corner::three), top = literal(width, Corner::top),
               runs = literal(width, Corner::many_runs), ones = literal(width, Corner::ones);
    std::vector<Pair> list;
    for (unsigned i = 0; i < corner_count; ++i) list.push_back(literal(width, static_cast<Corner>(i)));
    list.insert(list.end(),
                {x, y, ~x, -x, x + three, x + top, y + -x, x ^ runs, x & literal(width, Corner::low_half),
                 x * three, x * y, choose(p, x, y), choose(p, three, top), choose(q, ones, x),
                 choose(p, x, literal(width, Corner::zero)), choose(equal(x, y), x, y),
                 bits(variable("z", width + 3), 2, width), make(Operation::shift_left, {x, y})});
    if (width == 1)
        list.insert(list.end(), {p, ~p, p & q, p | ~q, equal(p, q),
                                 less_signed(variable("z", 8), literal(8, Corner::top))});
    if (width > 1) {
        const unsigned low = (width + 1) / 2, high = width - low;
        const Pair l = variable("l", low), h = variable("h", high);
        list.insert(list.end(), {sign_extended(p, width), sign_extended(h, width), zero_extended(h, width),
                                 join(h, l), join(~h, l), join(h, literal(low, Corner::zero)),
                                 join(h, literal(low, Corner::three)), join(literal(high, Corner::ones), l),
                                 join(choose(p, h, literal(high, Corner::one)), l)});
    }
    return list;
}

constexpr Operation binary_operations[] = {Operation::conjunction,
                                           Operation::disjunction,
                                           Operation::exclusive,
                                           Operation::equal,
                                           Operation::less_unsigned,
                                           Operation::less_signed,
                                           Operation::concatenation,
                                           Operation::sum,
                                           Operation::product,
                                           Operation::quotient_unsigned,
                                           Operation::remainder_unsigned,
                                           Operation::quotient_signed,
                                           Operation::remainder_signed,
                                           Operation::shift_left,
                                           Operation::shift_right,
                                           Operation::shift_right_signed};

TEST(Rules, EveryOperationOnEveryFormMeansTheSame) {
    unsigned changed = 0, compared = 0;
    for (const unsigned width : {1u, 2u, 3u, 7u, 8u, 32u, 33u, 64u, 65u, 128u, 129u}) {
        Comparison same(4, width);
        const std::vector<Pair> operands = forms(width);
        const Pair p = variable("p", 1), x = variable("x", width), y = variable("y", width);
        const Pair conditions[] = {p, ~p, equal(x, y), less_unsigned(x, y)};
        for (const Pair& a : operands) {
            ASSERT_TRUE(same(~a));
            ASSERT_TRUE(same(-a));
            for (const unsigned wide : {width + 1, width + 7, 2 * width})
                ASSERT_TRUE(same(sign_extended(a, wide)));
            for (unsigned low = 0; low < width; low += 1 + width / 9)
                for (unsigned part = 1; low + part <= width; part += 1 + width / 9)
                    ASSERT_TRUE(same(bits(a, low, part)));
            for (const Pair& b : operands) {
                for (const Operation operation : binary_operations)
                    ASSERT_TRUE(same(make(operation, {a, b}))) << "width " << width;
                ASSERT_TRUE(same({a.simplified - b.simplified, (a + -b).plain}));
                for (const Pair& condition : conditions) ASSERT_TRUE(same(choose(condition, a, b)));
                if (width == 1)
                    for (const Pair& c : operands) {
                        ASSERT_TRUE(same(make(Operation::conjunction, {a, b, c})));
                        ASSERT_TRUE(same(make(Operation::disjunction, {a, b, c})));
                        ASSERT_TRUE(same(choose(a, b, c)));
                    }
            }
        }
        changed += same.changed;
        compared += same.compared;
    }
    std::cout << compared << " terms, of which " << changed << " were simplified\n";
    EXPECT_GT(changed, 100'000u);
}

class Random {
public:
    explicit Random(unsigned long of) : random_(of) {}
    unsigned pick(unsigned choices) { return static_cast<unsigned>(random_() % choices); }

    Pair term(unsigned width, unsigned depth) {
        if (depth == 0 || pick(8) == 0) return leaf(width);
        if (width == 1 && pick(3) != 0) return truth(depth);
        switch (pick(8)) {
        case 0: return pick(2) ? ~term(width, depth - 1) : -term(width, depth - 1);
        case 1:
        case 2: return choose(term(1, depth - 1), term(width, depth - 1), term(width, depth - 1));
        case 3: {
            const unsigned wide = width + 1 + pick(9);
            return bits(term(wide, depth - 1), pick(wide - width + 1), width);
        }
        case 4:
            if (width > 1) return sign_extended(term(1 + pick(width - 1), depth - 1), width);
            return leaf(width);
        case 5: {
            if (width == 1) return leaf(width);
            const unsigned low = 1 + pick(width - 1);
            return join(term(width - low, depth - 1), term(low, depth - 1));
        }
        default: {
            constexpr Operation operations[] = {Operation::conjunction,
                                                Operation::disjunction,
                                                Operation::exclusive,
                                                Operation::sum,
                                                Operation::sum,
                                                Operation::product,
                                                Operation::quotient_unsigned,
                                                Operation::remainder_unsigned,
                                                Operation::quotient_signed,
                                                Operation::remainder_signed,
                                                Operation::shift_left,
                                                Operation::shift_right,
                                                Operation::shift_right_signed};
            return make(operations[pick(std::size(operations))],
                        {term(width, depth - 1), term(width, depth - 1)});
        }
        }
    }

private:
    Pair truth(unsigned depth) {
        constexpr Operation operations[] = {Operation::equal, Operation::less_unsigned,
                                            Operation::less_signed};
        const unsigned width = widths[pick(14)];
        if (pick(3) == 0)
            return make(pick(2) ? Operation::conjunction : Operation::disjunction,
                        {term(1, depth - 1), term(1, depth - 1), term(1, depth - 1)});
        return make(operations[pick(3)], {term(width, depth - 1), term(width, depth - 1)});
    }
    Pair leaf(unsigned width) {
        switch (pick(4)) {
        case 0: return literal(width, static_cast<Corner>(pick(corner_count)));
        case 1: return literal(width, ((Wide{random_()} << 64) | random_()) >> pick(128));
        default: return variable(pick(2) ? "x" : "y", width);
        }
    }
    std::mt19937_64 random_;
};

TEST(Rules, RandomTermsMeanTheSame) {
    unsigned changed = 0;
    for (unsigned long number = 0; number < 20'000; ++number) {
        Random random(seed + number);
        Comparison same(4, seed + number);
        const Pair pair = random.term(widths[random.pick(std::size(widths))], 1 + random.pick(4));
        ASSERT_TRUE(same(pair)) << "--seed " << seed + number;
        // Built again from its parts, and with values in the place of its variables.
        const Term again = substitute(pair.plain, [](Term) { return Term(); });
        ASSERT_TRUE(same({again, pair.plain})) << "--seed " << seed + number;
        ASSERT_TRUE(same({replace(pair.plain, {}), pair.plain})) << "--seed " << seed + number;
        changed += same.changed;
    }
    EXPECT_GT(changed, 20'000u);
}

// Each variable becomes a term of its own; the terms' values are then what the variables' were.
TEST(Rules, SubstitutionIsOfVariables) {
    const auto twice_as = [](Term name) { return name + literal(name.width(), Corner::three).plain; };
    for (unsigned long number = 0; number < 2'000; ++number) {
        Random random(seed + number);
        const Term plain = random.term(widths[random.pick(std::size(widths))], 1 + random.pick(3)).plain;
        const Term substituted = substitute(plain, twice_as);
        Evaluation values{Values(number)};
        Evaluation moved([&](Term name, const std::vector<Bits>&) {
            return naive::apply(Operation::sum,
                                {values(name), values(literal(name.width(), Corner::three).plain)},
                                name.width());
        });
        ASSERT_EQ(naive::text(values(substituted)), naive::text(moved(plain))) << plain.text();
    }
}

// --- what solvers are told ---

constexpr unsigned solver_widths[] = {1, 2, 3, 8, 13, 32, 64, 65, 128};

// Equations between an operation on values and what the evaluator makes of it, all of which hold.
std::vector<Term> computations(unsigned width) {
    std::vector<Term> list;
    const auto add = [&](Operation operation, const std::vector<Pair>& operands, unsigned result,
                         unsigned low = 0) {
        std::vector<Term> terms;
        std::vector<Bits> values;
        for (const Pair& operand : operands) {
            terms.push_back(operand.plain);
            values.push_back(naive::literal(operand.plain));
        }
        Wide value = 0;
        const Bits expected = naive::apply(operation, values, result, low);
        for (unsigned i = 0; i < result; ++i) value |= Wide{expected[i]} << i;
        list.push_back(
            Builder::make(Operation::equal, 1,
                          {Builder::make(operation, result, terms, low), Builder::literal(result, value)}));
    };
    for (unsigned i = 0; i < corner_count; ++i) {
        const Pair a = literal(width, static_cast<Corner>(i));
        add(Operation::complement, {a}, width);
        add(Operation::negation, {a}, width);
        if (width < 128) add(Operation::sign_extension, {a}, width + (128 - width) / 2 + 1);
        if (width > 2) add(Operation::extraction, {a}, width / 2, width / 3);
        for (unsigned j = 0; j < corner_count; ++j) {
            const Pair b = literal(width, static_cast<Corner>(j));
            for (const Operation operation : binary_operations) {
                const bool truth = operation == Operation::equal || operation == Operation::less_unsigned ||
                                   operation == Operation::less_signed;
                if (operation == Operation::concatenation && width > 64) continue;
                add(operation, {a, b}, truth ? 1 : operation == Operation::concatenation ? 2 * width : width);
            }
            for (const bool condition : {false, true})
                add(Operation::if_then_else, {literal(1, Wide{condition}), a, b}, width);
            if (width == 1) add(Operation::conjunction, {a, b, literal(1, Wide{1})}, 1);
            if (width == 1) add(Operation::disjunction, {a, b, literal(1, Wide{0})}, 1);
        }
    }
    return list;
}

TEST(Translation, Z3ComputesLikeTheEvaluator) {
    for (const unsigned width : solver_widths) {
        Solver solver;
        const std::vector<Term> list = computations(width);
        for (const Term& equation : list) solver.add(equation);
        ASSERT_EQ(solver.check(), Verdict::satisfiable) << "width " << width;
    }
}

TEST(Translation, TheScriptSaysTheSameToCvc5) {
    for (const unsigned width : solver_widths) {
        const std::vector<Term> list = computations(width);
        std::string reason;
        ASSERT_EQ(pepin::smt::check_with_cvc5(pepin::smt::smt_lib(list),
                                              {.milliseconds = 60'000, .resources = 0}, &reason),
                  Verdict::satisfiable)
            << "width " << width << ": " << reason;
    }
}

} // namespace

int main(int count, char** words) {
    ::testing::InitGoogleTest(&count, words);
    if (count == 2 && std::strcmp(words[1], "--rules") == 0) {
        std::set<std::string> names;
        for (const rules::Instance& instance : rules::instances()) names.insert(instance.rule);
        for (const std::string& name : names) std::cout << name << "\n";
        return 0;
    }
    if (count == 3 && std::strcmp(words[1], "--seed") == 0) seed = std::stoul(words[2]);
    return RUN_ALL_TESTS();
}
