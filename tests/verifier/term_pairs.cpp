#include "term_pairs.hpp"

#include <stdexcept>
#include <string>

namespace pairs {

namespace smt = pepin::smt;
using smt::Builder;
using smt::Wide;

namespace {

Term simplified(Operation operation, const std::vector<Term>& of, unsigned width, unsigned low) {
    switch (operation) {
    case Operation::complement: return ~of[0];
    case Operation::conjunction: return of.size() == 2 ? of[0] & of[1] : smt::all_of(of);
    case Operation::disjunction: return of.size() == 2 ? of[0] | of[1] : smt::any_of(of);
    case Operation::exclusive: return of[0] ^ of[1];
    case Operation::equal: return smt::equal(of[0], of[1]);
    case Operation::less_unsigned: return smt::less_unsigned(of[0], of[1]);
    case Operation::less_signed: return smt::less_signed(of[0], of[1]);
    case Operation::if_then_else: return smt::if_then_else(of[0], of[1], of[2]);
    case Operation::concatenation: return smt::concatenate(of);
    case Operation::extraction: return smt::extract(of[0], low, width);
    case Operation::sign_extension: return smt::extend_signed(of[0], width);
    case Operation::negation: return -of[0];
    case Operation::sum: return of[0] + of[1];
    case Operation::product: return of[0] * of[1];
    case Operation::quotient_unsigned: return smt::divide_unsigned(of[0], of[1]);
    case Operation::remainder_unsigned: return smt::remainder_unsigned(of[0], of[1]);
    case Operation::quotient_signed: return smt::divide_signed(of[0], of[1]);
    case Operation::remainder_signed: return smt::remainder_signed(of[0], of[1]);
    case Operation::shift_left: return smt::shift_left(of[0], of[1]);
    case Operation::shift_right: return smt::shift_right(of[0], of[1]);
    case Operation::shift_right_signed: return smt::shift_right_signed(of[0], of[1]);
    case Operation::literal:
    case Operation::constant:
    case Operation::apply: break;
    }
    throw std::logic_error("an operation that is not made of operands");
}

unsigned width_of(Operation operation, const std::vector<Pair>& operands, unsigned given) {
    switch (operation) {
    case Operation::extraction:
    case Operation::sign_extension: return given;
    case Operation::equal:
    case Operation::less_unsigned:
    case Operation::less_signed: return 1;
    case Operation::if_then_else: return operands[1].width();
    case Operation::concatenation: {
        unsigned width = 0;
        for (const Pair& operand : operands) width += operand.width();
        return width;
    }
    default: return operands[0].width();
    }
}

} // namespace

Pair make(Operation operation, std::vector<Pair> operands, unsigned width, unsigned low) {
    const unsigned result = width_of(operation, operands, width);
    std::vector<Term> simple, plain;
    for (const Pair& operand : operands) {
        simple.push_back(operand.simplified);
        plain.push_back(operand.plain);
    }
    return {simplified(operation, simple, result, low), Builder::make(operation, result, plain, low)};
}

Wide corner(Corner which, unsigned width) {
    const unsigned kept = width < smt::wide_bits ? width : smt::wide_bits;
    const Wide all = smt::ones(kept), top = Wide{1} << (kept - 1);
    const Wide alternating = ~Wide{0} / 3; // 0101...
    const Wide runs = (Wide{0x9c4d'13a6'5b27'e8c1} << 64) | 0xd35a'9624'c71b'8e4du;
    const unsigned half = kept / 2;
    switch (which) {
    case Corner::zero: return 0;
    case Corner::one: return 1;
    case Corner::ones: return all;
    case Corner::top: return top;
    case Corner::below_top: return top - 1;
    case Corner::alternating: return alternating & all;
    case Corner::alternating_from_one: return ~alternating & all;
    case Corner::many_runs: return (runs >> (smt::wide_bits - kept)) & all;
    case Corner::low_half: return smt::ones(half);
    case Corner::high_half: return all & ~smt::ones(half);
    case Corner::three: return 3 & all;
    case Corner::minus_two: return all - (all > 1 ? 1 : 0);
    }
    return 0;
}

Pair literal(unsigned width, Wide value) {
    if (width <= smt::wide_bits) {
        const Term term = Builder::literal(width, value);
        return {term, term};
    }
    const Term high = Builder::literal(width - smt::wide_bits, value >> (2 * smt::wide_bits - width)),
               low = Builder::literal(smt::wide_bits, value);
    return {smt::concatenate(high, low), Builder::make(Operation::concatenation, width, {high, low})};
}

Pair variable(std::string_view name, unsigned width) {
    const Term term = smt::constant(std::string(name) + "." + std::to_string(width), width);
    return {term, term};
}

} // namespace pairs
