// Construction of terms that move bits about: extraction, concatenation, extension, bitwise operations,
// shifts by literals. All of them become concatenations of extractions where they can, so that the reader of
// a bit field gets back what its writer put there.
#include <algorithm>
#include <stdexcept>

#include "smt/node.hpp"

namespace pepin::smt {
namespace {

constexpr std::size_t maximum_runs = 6; // a mask of more parts than this stays a mask

bool is(Term term, Operation operation) { return term.operation() == operation; }

// What two neighbours in a concatenation are together, if that is simpler.
Term joined(Term high, Term low) {
    const unsigned width = high.width() + low.width();
    const auto high_value = literal_value(high), low_value = literal_value(low);
    if (high_value && low_value)
        return width <= wide_bits ? Builder::literal(width, (*high_value << low.width()) | *low_value)
                                  : Term{};
    // One form of what can be said in two: a choice of literals is widened by widening them.
    const auto is_choice = [](Term term) {
        return is(term, Operation::if_then_else) && is(term.operands()[1], Operation::literal) &&
               is(term.operands()[2], Operation::literal);
    };
    if ((high_value && is_choice(low)) || (low_value && is_choice(high))) {
        const auto choice = (high_value ? low : high).operands();
        const auto widened = [&](Term literal) {
            return high_value ? joined(high, literal) : joined(literal, low);
        };
        const Term then = widened(choice[1]), otherwise = widened(choice[2]);
        return then.exists() && otherwise.exists() ? if_then_else(choice[0], then, otherwise) : Term{};
    }
    if (high_value || low_value || high.operation() != low.operation()) return {};
    switch (high.operation()) {
    case Operation::extraction: {
        const Term base = high.operands()[0];
        return base == low.operands()[0] && high.low() == low.low() + low.width()
                   ? extract(base, low.low(), width)
                   : Term{};
    }
    case Operation::if_then_else: {
        const auto a = high.operands(), b = low.operands();
        return a[0] == b[0] ? if_then_else(a[0], concatenate(a[1], b[1]), concatenate(a[2], b[2])) : Term{};
    }
    case Operation::complement:
        // Only where the operands join: negated conditions side by side are simpler as they are.
        if (const Term inner = joined(high.operands()[0], low.operands()[0]); inner.exists()) return ~inner;
        return {};
    default: return {};
    }
}

// Cuts both terms at all the given bits and puts the results of a function of the parts together.
template <class Combine> Term by_parts(Term a, Term b, const std::vector<unsigned>& at, Combine combine) {
    std::vector<Term> parts;
    unsigned high = a.width();
    for (auto cut = at.rbegin(); cut != at.rend(); ++cut) {
        parts.push_back(combine(extract(a, *cut, high - *cut), extract(b, *cut, high - *cut)));
        high = *cut;
    }
    parts.push_back(combine(extract(a, 0, high), extract(b, 0, high)));
    return concatenate(parts);
}

std::vector<unsigned> all_cuts(Term a, Term b) {
    std::vector<unsigned> result, left = cuts(a), right = cuts(b);
    std::ranges::set_union(left, right, std::back_inserter(result));
    return result;
}

Wide fold(Operation operation, Wide a, Wide b) {
    return operation == Operation::conjunction ? a & b : operation == Operation::disjunction ? a | b : a ^ b;
}

Term bitwise(Operation operation, Term a, Term b, Term (*again)(Term, Term)) {
    require_same_width(a, b, "a bitwise operation");
    const unsigned width = a.width();
    if (comes_before(b, a)) std::swap(a, b);
    if (const auto right = literal_value(b)) {
        if (const auto left = literal_value(a))
            return Builder::literal(width, fold(operation, *left, *right));
        if (*right == 0) return operation == Operation::conjunction ? b : a;
        if (*right == ones(width))
            return operation == Operation::conjunction ? a : operation == Operation::disjunction ? b : ~a;
    }
    if (a == b) return operation == Operation::exclusive ? Term(width, 0) : a;
    if (auto at = all_cuts(a, b); !at.empty()) return by_parts(a, b, at, again);
    return Builder::make(operation, width, {a, b});
}

} // namespace

std::vector<unsigned> cuts(Term term) {
    std::vector<unsigned> result;
    if (const auto value = literal_value(term)) {
        for (unsigned bit = 1; bit < term.width() && result.size() <= maximum_runs; ++bit)
            if (((*value >> bit) & 1) != ((*value >> (bit - 1)) & 1)) result.push_back(bit);
        if (result.size() >= maximum_runs) result.clear();
    } else if (is(term, Operation::concatenation)) {
        unsigned bit = term.width();
        for (const Term& part : term.operands()) result.push_back(bit -= part.width());
        result.pop_back();
        std::ranges::reverse(result);
    }
    return result;
}

namespace {

// Choices are looked into so deep: terms share parts, so all of a large one would take for ever.
constexpr unsigned deepest_choice = 6;

unsigned leading_zeros(Term term, unsigned depth) {
    if (const auto value = literal_value(term)) {
        unsigned count = 0;
        while (count < term.width() && ((*value >> (term.width() - 1 - count)) & 1) == 0) ++count;
        return count;
    }
    if (is(term, Operation::if_then_else) && depth < deepest_choice)
        return std::min(leading_zeros(term.operands()[1], depth + 1),
                        leading_zeros(term.operands()[2], depth + 1));
    if (!is(term, Operation::concatenation)) return 0;
    unsigned count = 0;
    for (const Term& part : term.operands()) {
        const unsigned zeros = leading_zeros(part, depth);
        count += zeros;
        if (zeros < part.width()) break;
    }
    return count;
}

} // namespace

unsigned leading_zeros(Term term) { return leading_zeros(term, 0); }

bool disjoint(Term a, Term b) {
    const std::vector<unsigned> at = all_cuts(a, b);
    if (at.empty()) return is_zero(a) || is_zero(b);
    unsigned high = a.width();
    const auto apart = [&](unsigned low) {
        const bool result = is_zero(extract(a, low, high - low)) || is_zero(extract(b, low, high - low));
        high = low;
        return result;
    };
    return std::all_of(at.rbegin(), at.rend(), apart) && apart(0);
}

Term extract(Term a, unsigned low, unsigned width) {
    if (!a.exists() || width == 0 || low + width > a.width() || low + width < low)
        throw std::invalid_argument("bits " + std::to_string(low) + " to " + std::to_string(low + width - 1) +
                                    " of a term of " + std::to_string(a.width()) + " bits");
    if (width == a.width()) return a;
    if (const auto value = literal_value(a)) return Builder::literal(width, *value >> low);
    const auto operands = a.operands();
    switch (a.operation()) {
    case Operation::extraction: return extract(operands[0], a.low() + low, width);
    case Operation::concatenation: {
        std::vector<Term> parts;
        unsigned bit = a.width();
        for (const Term& part : operands) {
            bit -= part.width();
            const unsigned from = std::max(bit, low), to = std::min(bit + part.width(), low + width);
            if (from < to) parts.push_back(extract(part, from - bit, to - from));
        }
        return concatenate(parts);
    }
    case Operation::sign_extension:
        if (low + width <= operands[0].width()) return extract(operands[0], low, width);
        break;
    case Operation::complement: return ~extract(operands[0], low, width);
    case Operation::if_then_else: {
        const auto falls_apart = [](Term term) {
            return is(term, Operation::literal) || is(term, Operation::concatenation);
        };
        if (falls_apart(operands[1]) || falls_apart(operands[2]))
            return if_then_else(operands[0], extract(operands[1], low, width),
                                extract(operands[2], low, width));
        break;
    }
    default: break;
    }
    return Builder::make(Operation::extraction, width, {a}, low);
}

Term concatenate(std::span<const Term> parts) {
    std::vector<Term> flat;
    const auto append = [&](Term part) {
        while (!flat.empty()) {
            const Term both = joined(flat.back(), part);
            if (!both.exists()) break;
            flat.pop_back();
            part = both;
        }
        flat.push_back(part);
    };
    unsigned width = 0;
    for (const Term& part : parts) {
        if (!part.exists()) throw std::invalid_argument("concatenation with no term");
        width += part.width();
        if (!is(part, Operation::concatenation))
            append(part);
        else
            for (const Term& inner : part.operands()) append(inner);
    }
    if (flat.empty()) throw std::invalid_argument("concatenation of nothing");
    // What was joined may itself be a concatenation.
    const bool nested = flat.size() > 1 && std::ranges::any_of(flat, [](Term part) {
                            return is(part, Operation::concatenation);
                        });
    if (nested) return concatenate(std::vector<Term>(flat));
    return flat.size() == 1 ? flat[0] : Builder::make(Operation::concatenation, width, std::move(flat));
}

Term concatenate(Term high, Term low) {
    const Term parts[] = {high, low};
    return concatenate(parts);
}

Term extend_unsigned(Term a, unsigned width) {
    if (width < a.width())
        throw std::invalid_argument("extension from " + std::to_string(a.width()) + " to " +
                                    std::to_string(width) + " bits");
    return width == a.width() ? a : concatenate(Term(width - a.width(), 0), a);
}

Term extend_signed(Term a, unsigned width) {
    if (width < a.width())
        throw std::invalid_argument("extension from " + std::to_string(a.width()) + " to " +
                                    std::to_string(width) + " bits");
    if (width == a.width()) return a;
    if (const auto value = literal_value(a); value && width <= wide_bits)
        return Builder::literal(width, static_cast<Wide>(as_signed(*value, a.width())));
    if (leading_zeros(a) > 0) return extend_unsigned(a, width);
    if (a.width() == 1) return if_then_else(a, ~Term(width, 0), Term(width, 0));
    if (is(a, Operation::sign_extension)) return extend_signed(a.operands()[0], width);
    return Builder::make(Operation::sign_extension, width, {a});
}

Term resize_unsigned(Term a, unsigned width) {
    return width < a.width() ? extract(a, 0, width) : extend_unsigned(a, width);
}

Term operator~(Term a) {
    if (const auto value = literal_value(a)) return Builder::literal(a.width(), ~*value);
    if (is(a, Operation::complement)) return a.operands()[0];
    if (is(a, Operation::concatenation)) {
        std::vector<Term> parts;
        for (const Term& part : a.operands()) parts.push_back(~part);
        return concatenate(parts);
    }
    return Builder::make(Operation::complement, a.width(), {a});
}

Term operator&(Term a, Term b) {
    if (a.width() == 1 && b.width() == 1) return all_of(std::initializer_list<Term>{a, b});
    return bitwise(Operation::conjunction, a, b, [](Term x, Term y) { return x & y; });
}

Term operator|(Term a, Term b) {
    if (a.width() == 1 && b.width() == 1) return any_of(std::initializer_list<Term>{a, b});
    return bitwise(Operation::disjunction, a, b, [](Term x, Term y) { return x | y; });
}

Term operator^(Term a, Term b) {
    if (a.width() == 1 && b.width() == 1) return !equal(a, b);
    return bitwise(Operation::exclusive, a, b, [](Term x, Term y) { return x ^ y; });
}

namespace {

// A shift by a literal, if the amount is one; capped at the width.
std::optional<unsigned> known_amount(Term a, Term amount) {
    require_same_width(a, amount, "shift");
    const auto value = literal_value(amount);
    if (!value) return std::nullopt;
    return *value < a.width() ? static_cast<unsigned>(*value) : a.width();
}

} // namespace

Term shift_left(Term a, Term amount) {
    const auto by = known_amount(a, amount);
    if (is_zero(a) || by == 0u) return a;
    if (!by) return Builder::make(Operation::shift_left, a.width(), {a, amount});
    return *by == a.width() ? Term(a.width(), 0) : concatenate(extract(a, 0, a.width() - *by), Term(*by, 0));
}

Term shift_right(Term a, Term amount) {
    const auto by = known_amount(a, amount);
    if (is_zero(a) || by == 0u) return a;
    if (!by) return Builder::make(Operation::shift_right, a.width(), {a, amount});
    return *by == a.width() ? Term(a.width(), 0)
                            : concatenate(Term(*by, 0), extract(a, *by, a.width() - *by));
}

Term shift_right_signed(Term a, Term amount) {
    const auto by = known_amount(a, amount);
    if (is_zero(a) || by == 0u) return a;
    if (!by) return Builder::make(Operation::shift_right_signed, a.width(), {a, amount});
    const unsigned low = std::min(*by, a.width() - 1);
    return extend_signed(extract(a, low, a.width() - low), a.width());
}

} // namespace pepin::smt
