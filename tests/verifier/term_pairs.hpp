// Terms that are built twice: by the functions that simplify, and as they are written.
#pragma once

#include <string_view>
#include <vector>

#include "smt/node.hpp"

namespace pairs {

using pepin::smt::Operation;
using pepin::smt::Term;

struct Pair {
    Term simplified, plain;
    [[nodiscard]] unsigned width() const { return plain.width(); }
};

// `width` and `low` only matter to extractions and sign extensions.
[[nodiscard]] Pair make(Operation operation, std::vector<Pair> operands, unsigned width = 0,
                        unsigned low = 0);

// The values at which arithmetic has its corners.
enum class Corner {
    zero,
    one,
    ones,
    top,
    below_top,
    alternating,
    alternating_from_one,
    many_runs,
    low_half,
    high_half,
    three,
    minus_two
};
inline constexpr unsigned corner_count = 12;
[[nodiscard]] pepin::smt::Wide corner(Corner which, unsigned width);

// of any width; above 128 bits the value is repeated from the top
[[nodiscard]] Pair literal(unsigned width, pepin::smt::Wide value);
[[nodiscard]] inline Pair literal(unsigned width, Corner which) {
    return literal(width, corner(which, width));
}
[[nodiscard]] Pair variable(std::string_view name, unsigned width); // another one for each width

[[nodiscard]] inline Pair operator~(Pair a) { return make(Operation::complement, {a}); }
[[nodiscard]] inline Pair operator-(Pair a) { return make(Operation::negation, {a}); }
[[nodiscard]] inline Pair operator&(Pair a, Pair b) { return make(Operation::conjunction, {a, b}); }
[[nodiscard]] inline Pair operator|(Pair a, Pair b) { return make(Operation::disjunction, {a, b}); }
[[nodiscard]] inline Pair operator^(Pair a, Pair b) { return make(Operation::exclusive, {a, b}); }
[[nodiscard]] inline Pair operator+(Pair a, Pair b) { return make(Operation::sum, {a, b}); }
[[nodiscard]] inline Pair operator*(Pair a, Pair b) { return make(Operation::product, {a, b}); }
[[nodiscard]] inline Pair equal(Pair a, Pair b) { return make(Operation::equal, {a, b}); }
[[nodiscard]] inline Pair less_unsigned(Pair a, Pair b) { return make(Operation::less_unsigned, {a, b}); }
[[nodiscard]] inline Pair less_signed(Pair a, Pair b) { return make(Operation::less_signed, {a, b}); }
[[nodiscard]] inline Pair choose(Pair condition, Pair then, Pair otherwise) {
    return make(Operation::if_then_else, {condition, then, otherwise});
}
[[nodiscard]] inline Pair join(Pair high, Pair low) { return make(Operation::concatenation, {high, low}); }
[[nodiscard]] inline Pair bits(Pair a, unsigned low, unsigned width) {
    return make(Operation::extraction, {a}, width, low);
}
[[nodiscard]] inline Pair sign_extended(Pair a, unsigned width) {
    return make(Operation::sign_extension, {a}, width);
}
[[nodiscard]] inline Pair zero_extended(Pair a, unsigned width) {
    return width == a.width() ? a : join(literal(width - a.width(), pepin::smt::Wide{0}), a);
}

} // namespace pairs
