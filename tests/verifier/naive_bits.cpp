#include "naive_bits.hpp"

#include <stdexcept>

#include "smt/node.hpp"

namespace naive {
namespace {

using pepin::smt::Operation;
using pepin::smt::Term;

Bits zeros(std::size_t width) { return Bits(width, false); }
Bits truth(bool value) { return Bits(1, value); }

Bits complement(Bits a) {
    a.flip();
    return a;
}

Bits sum(const Bits& a, const Bits& b, bool carry = false) {
    Bits result;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const int ones = int{a[i]} + int{b[i]} + int{carry};
        result.push_back(ones % 2 == 1);
        carry = ones >= 2;
    }
    return result;
}

Bits negation(const Bits& a) { return sum(complement(a), zeros(a.size()), true); }

Bits shifted_left(const Bits& a, std::size_t by) {
    Bits result = zeros(a.size());
    for (std::size_t i = by; i < a.size(); ++i) result[i] = a[i - by];
    return result;
}

Bits shifted_right(const Bits& a, std::size_t by, bool incoming) {
    Bits result(a.size(), incoming);
    for (std::size_t i = by; i < a.size(); ++i) result[i - by] = a[i];
    return result;
}

// The number that an amount is, or any that is at least the width.
std::size_t amount(const Bits& bits) {
    std::size_t result = 0;
    for (std::size_t i = 0; i < bits.size(); ++i) {
        if (!bits[i]) continue;
        if (i >= 20) return bits.size();
        result += std::size_t{1} << i;
    }
    return result;
}

bool less(const Bits& a, const Bits& b) {
    for (std::size_t i = a.size(); i-- > 0;)
        if (a[i] != b[i]) return b[i];
    return false;
}

Bits product(const Bits& a, const Bits& b) {
    Bits result = zeros(a.size());
    for (std::size_t i = 0; i < b.size(); ++i)
        if (b[i]) result = sum(result, shifted_left(a, i));
    return result;
}

struct Division {
    Bits quotient, remainder;
};
// As at school, bit by bit. By zero: all ones, and the dividend.
Division divide(const Bits& a, const Bits& b) {
    if (b == zeros(b.size())) return {Bits(a.size(), true), a};
    Bits quotient = zeros(a.size());
    Bits rest = zeros(a.size() + 1); // one bit more, so that doubling loses nothing
    Bits divisor = b;
    divisor.push_back(false);
    for (std::size_t i = a.size(); i-- > 0;) {
        rest = shifted_left(rest, 1);
        rest[0] = a[i];
        if (less(rest, divisor)) continue;
        rest = sum(rest, negation(divisor));
        quotient[i] = true;
    }
    rest.pop_back();
    return {quotient, rest};
}

// The standard's definitions, by the signs of both.
Bits quotient_signed(const Bits& a, const Bits& b) {
    const Bits positive_a = a.back() ? negation(a) : a, positive_b = b.back() ? negation(b) : b;
    const Bits quotient = divide(positive_a, positive_b).quotient;
    return a.back() == b.back() ? quotient : negation(quotient);
}
Bits remainder_signed(const Bits& a, const Bits& b) {
    const Bits remainder = divide(a.back() ? negation(a) : a, b.back() ? negation(b) : b).remainder;
    return a.back() ? negation(remainder) : remainder;
}

} // namespace

Bits literal(Term term) {
    if (term.operation() != Operation::literal) throw std::logic_error("no literal: " + term.text(200));
    const auto value =
        term.is_literal() ? pepin::smt::Wide{term.value()} : pepin::smt::Builder::node(term).value;
    Bits result;
    for (unsigned i = 0; i < term.width(); ++i) result.push_back(((value >> i) & 1) != 0);
    return result;
}

std::string text(const Bits& bits) {
    std::string result = "#b";
    for (std::size_t i = bits.size(); i-- > 0;) result += bits[i] ? '1' : '0';
    return result;
}

Bits apply(Operation operation, const std::vector<Bits>& operands, unsigned width, unsigned low) {
    const Bits &a = operands.at(0), &b = operands.size() > 1 ? operands[1] : a;
    const auto each_bit = [&](auto combine) {
        Bits result = a;
        for (std::size_t operand = 1; operand < operands.size(); ++operand)
            for (std::size_t i = 0; i < a.size(); ++i)
                result[i] = combine(bool{result[i]}, bool{operands[operand][i]});
        return result;
    };
    switch (operation) {
    case Operation::complement: return complement(a);
    case Operation::conjunction: return each_bit([](bool x, bool y) { return x && y; });
    case Operation::disjunction: return each_bit([](bool x, bool y) { return x || y; });
    case Operation::exclusive: return each_bit([](bool x, bool y) { return x != y; });
    case Operation::equal: return truth(a == b);
    case Operation::less_unsigned: return truth(less(a, b));
    case Operation::less_signed: return truth(a.back() == b.back() ? less(a, b) : a.back());
    case Operation::if_then_else: return a[0] ? operands[1] : operands[2];
    case Operation::concatenation: {
        Bits result;
        for (std::size_t operand = operands.size(); operand-- > 0;)
            result.insert(result.end(), operands[operand].begin(), operands[operand].end());
        return result;
    }
    case Operation::extraction: return Bits(a.begin() + low, a.begin() + low + width);
    case Operation::sign_extension: {
        Bits result = a;
        result.resize(width, a.back());
        return result;
    }
    case Operation::negation: return negation(a);
    case Operation::sum: return sum(a, b);
    case Operation::product: return product(a, b);
    case Operation::quotient_unsigned: return divide(a, b).quotient;
    case Operation::remainder_unsigned: return divide(a, b).remainder;
    case Operation::quotient_signed: return quotient_signed(a, b);
    case Operation::remainder_signed: return remainder_signed(a, b);
    case Operation::shift_left: return shifted_left(a, amount(b));
    case Operation::shift_right: return shifted_right(a, amount(b), false);
    case Operation::shift_right_signed: return shifted_right(a, amount(b), a.back());
    case Operation::literal:
    case Operation::constant:
    case Operation::apply: break;
    }
    throw std::logic_error("an operation without a value of its own");
}

const Bits& Evaluation::operator()(Term term) {
    if (const auto found = known_.find(term); found != known_.end()) return found->second;
    std::vector<Bits> operands;
    for (const Term& operand : term.operands()) operands.push_back((*this)(operand));
    const Operation operation = term.operation();
    Bits value = operation == Operation::literal ? literal(term)
                 : operation == Operation::constant || operation == Operation::apply
                     ? assignment_(term, operands)
                     : apply(operation, operands, term.width(), term.low());
    if (value.size() != term.width())
        throw std::logic_error("a value of another width than its term: " + term.text(200));
    return known_.emplace(term, std::move(value)).first->second;
}

} // namespace naive
