// How terms are kept, and the arithmetic on literals: internal to smt/.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "smt/term.hpp"

namespace pepin::smt {

__extension__ using Wide = unsigned __int128;
__extension__ using WideSigned = __int128;
inline constexpr unsigned wide_bits = 128;

// What a constant or a function is called, and its signature.
struct Symbol {
    std::string name;
    std::vector<unsigned> domain;
    unsigned width = 0;
    std::uint64_t hash = 0;
};
// Throws std::invalid_argument where the name is known with another signature.
const Symbol& intern_symbol(std::string_view name, std::span<const unsigned> domain, unsigned width);

struct Node {
    Operation operation = Operation::literal;
    unsigned width = 0;
    unsigned low = 0;
    const Symbol* symbol = nullptr;
    std::vector<Term> operands;
    Wide value = 0; // of a literal of 65 to 128 bits
    std::uint64_t hash = 0;
};

// Makes terms as they are, without simplification.
class Builder {
public:
    static Term make(Operation operation, unsigned width, std::vector<Term> operands, unsigned low = 0,
                     const Symbol* symbol = nullptr);
    static Term literal(unsigned width, Wide value); // of at most 128 bits
    static const Node& node(const Term& term) { return term.node(); }

private:
    static Term intern(Node node);
};

[[nodiscard]] constexpr Wide ones(unsigned width) {
    return width >= wide_bits ? ~Wide{0} : (Wide{1} << width) - 1;
}
[[nodiscard]] constexpr WideSigned as_signed(Wide value, unsigned width) {
    const Wide sign = Wide{1} << (width - 1);
    return static_cast<WideSigned>((value ^ sign) - sign);
}

// The value of a literal of up to 128 bits; literals that are wider are concatenations.
[[nodiscard]] std::optional<Wide> literal_value(Term term);
[[nodiscard]] inline bool is_zero(Term term) { return literal_value(term) == Wide{0}; }
[[nodiscard]] inline bool is_ones(Term term) { return literal_value(term) == ones(term.width()); }

void require_same_width(Term a, Term b, const char* operation);
// Whether the first comes first among the operands of a commutative operation: literals last, the rest by
// structure.
[[nodiscard]] bool comes_before(Term a, Term b);
// How many of the highest bits are known to be 0.
[[nodiscard]] unsigned leading_zeros(Term term);
// Whether no bit can be set in both.
[[nodiscard]] bool disjoint(Term a, Term b);
// The numbers of the bits at which a term falls into parts, ascending, without 0 and the width: of
// concatenations the operands' lowest bits, of literals where runs of equal bits begin. Literals with many
// runs have none.
[[nodiscard]] std::vector<unsigned> cuts(Term term);

} // namespace pepin::smt
