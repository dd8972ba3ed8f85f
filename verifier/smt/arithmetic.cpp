// Construction of truth values, comparisons and arithmetic.
#include <algorithm>
#include <stdexcept>

#include "smt/node.hpp"

namespace pepin::smt {
namespace {

bool is(Term term, Operation operation) { return term.operation() == operation; }
bool is_literal(Term term) { return is(term, Operation::literal); }

// A conjunction or a disjunction of truth values: flat, sorted, each operand once. `neutral` is what it is of
// nothing.
Term junction(Operation operation, bool neutral, std::span<const Term> conditions) {
    std::vector<Term> flat;
    for (const Term& condition : conditions) {
        if (condition.width() != 1)
            throw std::invalid_argument("a truth value of " + std::to_string(condition.width()) + " bits");
        if (is(condition, operation))
            flat.insert(flat.end(), condition.operands().begin(), condition.operands().end());
        else if (!is_literal(condition))
            flat.push_back(condition);
        else if (condition.is_true() != neutral)
            return condition;
    }
    std::ranges::sort(flat, comes_before);
    const auto rest = std::ranges::unique(flat);
    flat.erase(rest.begin(), rest.end());
    for (const Term& condition : flat)
        if (is(condition, Operation::complement) &&
            std::ranges::find(flat, condition.operands()[0]) != flat.end())
            return truth(!neutral);
    if (flat.empty()) return truth(neutral);
    return flat.size() == 1 ? flat[0] : Builder::make(operation, 1, std::move(flat));
}

// Splits an equation at the bits where both sides fall into parts.
Term equal_by_parts(Term a, Term b) {
    std::vector<unsigned> at;
    const std::vector<unsigned> left = cuts(a);
    if (is_literal(b)) {
        at = left;
    } else {
        const std::vector<unsigned> right = cuts(b);
        std::ranges::set_intersection(left, right, std::back_inserter(at));
    }
    if (at.empty()) return {};
    std::vector<Term> equations;
    unsigned low = 0;
    at.push_back(a.width());
    for (const unsigned high : at) {
        equations.push_back(equal(extract(a, low, high - low), extract(b, low, high - low)));
        low = high;
    }
    return all_of(equations);
}

// An equation with a literal on its right.
Term equal_literal(Term a, Term b, Wide value) {
    if (a.width() == 1) return value ? a : !a;
    const auto operands = a.operands();
    switch (a.operation()) {
    case Operation::concatenation: return equal_by_parts(a, b);
    case Operation::complement: return equal(operands[0], ~b);
    case Operation::negation: return equal(operands[0], -b);
    case Operation::sum: return is_literal(operands[1]) ? equal(operands[0], b - operands[1]) : Term{};
    case Operation::exclusive: return is_literal(operands[1]) ? equal(operands[0], b ^ operands[1]) : Term{};
    case Operation::sign_extension: {
        const Term narrow = extract(b, 0, operands[0].width());
        return extend_signed(narrow, a.width()) == b ? equal(operands[0], narrow) : truth(false);
    }
    case Operation::if_then_else:
        if (is_literal(operands[1]) || is_literal(operands[2]))
            return if_then_else(operands[0], equal(operands[1], b), equal(operands[2], b));
        return {};
    default: return {};
    }
}

// How many of the lowest bits both terms have in common, parts being compared as they are.
unsigned common_low_bits(Term a, Term b) {
    if (!is(a, Operation::concatenation) && !is(b, Operation::concatenation)) return 0;
    unsigned count = 0;
    const std::vector<unsigned> left = cuts(a), right = cuts(b);
    std::vector<unsigned> at;
    std::ranges::set_union(left, right, std::back_inserter(at));
    for (const unsigned high : at) {
        if (extract(a, count, high - count) != extract(b, count, high - count)) break;
        count = high;
    }
    return count;
}

} // namespace

Term truth(bool value) { return Term(1, value ? 1 : 0); }
Term operator!(Term a) {
    if (a.width() != 1)
        throw std::invalid_argument("logical negation of " + std::to_string(a.width()) + " bits");
    return ~a;
}
Term all_of(std::span<const Term> conditions) { return junction(Operation::conjunction, true, conditions); }
Term any_of(std::span<const Term> conditions) { return junction(Operation::disjunction, false, conditions); }
Term implies(Term a, Term b) { return !a | b; }

Term if_then_else(Term condition, Term then, Term otherwise) {
    require_same_width(then, otherwise, "choice");
    if (condition.width() != 1)
        throw std::invalid_argument("a condition of " + std::to_string(condition.width()) + " bits");
    if (is_literal(condition)) return condition.is_true() ? then : otherwise;
    if (then == otherwise) return then;
    if (is(condition, Operation::complement)) return if_then_else(condition.operands()[0], otherwise, then);
    if (is(then, Operation::if_then_else) && then.operands()[0] == condition) then = then.operands()[1];
    if (is(otherwise, Operation::if_then_else) && otherwise.operands()[0] == condition)
        otherwise = otherwise.operands()[2];
    if (then == otherwise) return then;
    if (is(condition, Operation::equal)) { // where both are the same, either will do
        const auto sides = condition.operands();
        if ((sides[0] == then && sides[1] == otherwise) || (sides[0] == otherwise && sides[1] == then))
            return otherwise;
    }
    if (then.width() == 1) {
        if (then.is_true() || then == condition) return condition | otherwise;
        if (then.is_false()) return !condition & otherwise;
        if (otherwise.is_true()) return !condition | then;
        if (otherwise.is_false() || otherwise == condition) return condition & then;
    }
    return Builder::make(Operation::if_then_else, then.width(), {condition, then, otherwise});
}

Term equal(Term a, Term b) {
    require_same_width(a, b, "equation");
    if (a == b) return truth(true);
    if (comes_before(b, a)) std::swap(a, b);
    const auto right = literal_value(b);
    if (right && literal_value(a)) return truth(false); // they are not identical
    if (right) {
        if (const Term simpler = equal_literal(a, b, *right); simpler.exists()) return simpler;
    } else if (a.width() == 1) {
        if (is(a, Operation::complement)) return !equal(a.operands()[0], b);
        if (is(b, Operation::complement)) return !equal(a, b.operands()[0]);
    } else {
        if (is(a, Operation::concatenation) && is(b, Operation::concatenation))
            if (const Term simpler = equal_by_parts(a, b); simpler.exists()) return simpler;
        const auto without_literal = [](Term term) {
            return is(term, Operation::sum) && is_literal(term.operands()[1])
                       ? std::pair{term.operands()[0], term.operands()[1]}
                       : std::pair{term, Term(term.width(), 0)};
        };
        const auto [left_base, left_literal] = without_literal(a);
        const auto [right_base, right_literal] = without_literal(b);
        if (left_base == right_base) return equal(left_literal, right_literal);
        if (left_literal == right_literal && left_base != a) return equal(left_base, right_base);
    }
    return Builder::make(Operation::equal, 1, {a, b});
}

Term less_unsigned(Term a, Term b) {
    require_same_width(a, b, "comparison");
    const unsigned width = a.width();
    const auto left = literal_value(a), right = literal_value(b);
    if (left && right) return truth(*left < *right);
    if (a == b || is_zero(b) || is_ones(a)) return truth(false);
    if (width == 1) return !a & b;
    if (is_zero(a)) return !equal(b, a);
    if (right == Wide{1}) return equal(a, Term(width, 0));
    if (is_ones(b)) return !equal(a, b);
    if (const unsigned zeros = std::min(leading_zeros(a), leading_zeros(b)))
        return less_unsigned(extract(a, 0, width - zeros), extract(b, 0, width - zeros));
    // the literal's highest bit is set, or zeros had been common
    if (right && leading_zeros(a) > 0) return truth(true);
    if (left && leading_zeros(b) > 0) return truth(false);
    if (const unsigned common = common_low_bits(a, b))
        return less_unsigned(extract(a, common, width - common), extract(b, common, width - common));
    const auto choice_of_literals = [](Term term) {
        return is(term, Operation::if_then_else) &&
               (is_literal(term.operands()[1]) || is_literal(term.operands()[2]));
    };
    if (right && choice_of_literals(a))
        return if_then_else(a.operands()[0], less_unsigned(a.operands()[1], b),
                            less_unsigned(a.operands()[2], b));
    if (left && choice_of_literals(b))
        return if_then_else(b.operands()[0], less_unsigned(a, b.operands()[1]),
                            less_unsigned(a, b.operands()[2]));
    return Builder::make(Operation::less_unsigned, 1, {a, b});
}

Term less_signed(Term a, Term b) {
    require_same_width(a, b, "comparison");
    const auto left = literal_value(a), right = literal_value(b);
    if (left && right) return truth(as_signed(*left, a.width()) < as_signed(*right, b.width()));
    if (a == b) return truth(false);
    if (a.width() == 1) return a & !b;
    if (leading_zeros(a) > 0 && leading_zeros(b) > 0) return less_unsigned(a, b);
    const auto negative = [](std::optional<Wide> value, Term term) {
        return value && as_signed(*value, term.width()) < 0;
    };
    if (negative(left, a) && leading_zeros(b) > 0) return truth(true);
    if (negative(right, b) && leading_zeros(a) > 0) return truth(false);
    if (is(a, Operation::sign_extension) && is(b, Operation::sign_extension) &&
        a.operands()[0].width() == b.operands()[0].width())
        return less_signed(a.operands()[0], b.operands()[0]);
    return Builder::make(Operation::less_signed, 1, {a, b});
}

Term operator-(Term a) {
    if (const auto value = literal_value(a)) return Builder::literal(a.width(), ~*value + 1);
    if (a.width() == 1) return a;
    if (is(a, Operation::negation)) return a.operands()[0];
    return Builder::make(Operation::negation, a.width(), {a});
}

Term operator+(Term a, Term b) {
    require_same_width(a, b, "sum");
    if (a.width() == 1) return a ^ b;
    if (comes_before(b, a)) std::swap(a, b);
    const auto left = literal_value(a), right = literal_value(b);
    if (left && right) return Builder::literal(a.width(), *left + *right);
    if (is_zero(b)) return a;
    // Literals move to the outside.
    const auto ends_in_literal = [](Term term) {
        return is(term, Operation::sum) && is_literal(term.operands()[1]);
    };
    if (right && ends_in_literal(a)) return a.operands()[0] + (a.operands()[1] + b);
    if (!right && ends_in_literal(a)) return (a.operands()[0] + b) + a.operands()[1];
    if (!right && ends_in_literal(b)) return (a + b.operands()[0]) + b.operands()[1];
    const auto opposite = [](Term x, Term y) { return is(x, Operation::negation) && x.operands()[0] == y; };
    if (opposite(a, b) || opposite(b, a)) return Term(a.width(), 0);
    for (const auto& [sum, other] : {std::pair{a, b}, std::pair{b, a}}) {
        if (!is(sum, Operation::sum)) continue;
        if (opposite(other, sum.operands()[0]) || opposite(sum.operands()[0], other))
            return sum.operands()[1];
        if (opposite(other, sum.operands()[1]) || opposite(sum.operands()[1], other))
            return sum.operands()[0];
    }
    if ((is(a, Operation::concatenation) || is(b, Operation::concatenation)) && disjoint(a, b)) return a | b;
    return Builder::make(Operation::sum, a.width(), {a, b});
}

Term operator-(Term a, Term b) {
    require_same_width(a, b, "difference");
    return a == b ? Term(a.width(), 0) : a + -b;
}

namespace {

// The exponent of a literal that is a power of two.
std::optional<unsigned> exponent(Term term) {
    const auto value = literal_value(term);
    if (!value || *value == 0 || (*value & (*value - 1)) != 0) return std::nullopt;
    return term.width() - 1 - leading_zeros(term);
}

} // namespace

Term operator*(Term a, Term b) {
    require_same_width(a, b, "product");
    if (a.width() == 1) return a & b;
    if (comes_before(b, a)) std::swap(a, b);
    const auto left = literal_value(a), right = literal_value(b);
    if (left && right) return Builder::literal(a.width(), *left * *right);
    if (is_zero(b)) return b;
    if (const auto shift = exponent(b)) return shift_left(a, Term(a.width(), *shift));
    if (right && is(a, Operation::product) && is_literal(a.operands()[1]))
        return a.operands()[0] * (a.operands()[1] * b);
    return Builder::make(Operation::product, a.width(), {a, b});
}

Term divide_unsigned(Term a, Term b) {
    require_same_width(a, b, "quotient");
    const auto left = literal_value(a), right = literal_value(b);
    if (left && right) return Builder::literal(a.width(), *right == 0 ? ones(a.width()) : *left / *right);
    if (const auto shift = exponent(b)) return shift_right(a, Term(a.width(), *shift));
    return Builder::make(Operation::quotient_unsigned, a.width(), {a, b});
}

Term remainder_unsigned(Term a, Term b) {
    require_same_width(a, b, "remainder");
    const auto left = literal_value(a), right = literal_value(b);
    if (left && right) return Builder::literal(a.width(), *right == 0 ? *left : *left % *right);
    if (const auto shift = exponent(b))
        return *shift == 0 ? Term(a.width(), 0) : extend_unsigned(extract(a, 0, *shift), a.width());
    return Builder::make(Operation::remainder_unsigned, a.width(), {a, b});
}

Term divide_signed(Term a, Term b) {
    require_same_width(a, b, "quotient");
    const auto left = literal_value(a), right = literal_value(b);
    if (left && right) {
        const WideSigned dividend = as_signed(*left, a.width()), divisor = as_signed(*right, b.width());
        if (divisor == 0) return dividend < 0 ? Term(a.width(), 1) : ~Term(a.width(), 0); // as SMT-LIB has it
        // By -1: negation, which does not overflow here where the division of the smallest number would.
        return Builder::literal(a.width(),
                                divisor == -1 ? ~*left + 1 : static_cast<Wide>(dividend / divisor));
    }
    if (right == Wide{1} && b.width() > 1) return a;
    return Builder::make(Operation::quotient_signed, a.width(), {a, b});
}

Term remainder_signed(Term a, Term b) {
    require_same_width(a, b, "remainder");
    const auto left = literal_value(a), right = literal_value(b);
    if (left && right) {
        const WideSigned dividend = as_signed(*left, a.width()), divisor = as_signed(*right, b.width());
        if (divisor == 0) return a;
        return Builder::literal(a.width(), divisor == -1 ? 0 : static_cast<Wide>(dividend % divisor));
    }
    if (right == Wide{1} && b.width() > 1) return Term(a.width(), 0);
    return Builder::make(Operation::remainder_signed, a.width(), {a, b});
}

} // namespace pepin::smt
