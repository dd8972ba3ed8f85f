// Terms of the theory of bit-vectors with uninterpreted functions (SMT-LIB's QF_UFBV).
//
// A term is a bit-vector of one or more bits; a truth value is a bit-vector of one bit, so that what LLVM
// calls i1 needs no conversions. Terms are values of 16 bytes: a literal of up to 64 bits is kept in place
// (concrete execution allocates nothing), anything else is a pointer to an immutable node. Equal nodes are
// shared through one table for the whole process, which any number of threads may use at once: terms belong
// to no solver and no thread, and live as long as the process.
//
// Construction simplifies: literals are folded, shifts by literals and bitwise operations with masks become
// concatenations of extractions, sums keep their literal on the right. What is equal after that is identical.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pepin::smt {

enum class Operation : std::uint8_t {
    literal,       // a known value
    constant,      // a free variable: a name
    apply,         // an uninterpreted function applied to its arguments
    complement,    // ~a
    conjunction,   // a & b, bitwise; of one bit: of any number of operands
    disjunction,   // a | b, the same
    exclusive,     // a ^ b
    equal,         // one bit
    less_unsigned, // one bit
    less_signed,   // one bit
    if_then_else,  // a condition of one bit, two terms of one width
    concatenation, // of any number of operands, most significant first
    extraction,    // the bits from low() on, as many as the term is wide
    sign_extension,
    negation,
    sum,
    product,
    quotient_unsigned,  // by zero: all ones, as in SMT-LIB
    remainder_unsigned, // by zero: the dividend
    quotient_signed,    // rounded to 0; by zero: 1 or, where the dividend is not negative, -1
    remainder_signed,   // has the sign of the dividend; by zero: the dividend
    shift_left,         // by the width or more: 0
    shift_right,
    shift_right_signed,
};

struct Node;

class Term {
public:
    // No term at all: of width 0, usable only to be assigned to.
    constexpr Term() = default;

    // Throws std::invalid_argument where the width is 0. Bits of the value beyond the width are dropped;
    // beyond 64 bits they are 0.
    Term(unsigned width, std::uint64_t value);

    [[nodiscard]] constexpr unsigned width() const { return width_; }
    [[nodiscard]] constexpr bool exists() const { return width_ != 0; }

    // A literal whose value fits value(). (Wider ones have operation() == Operation::literal and no value().)
    [[nodiscard]] constexpr bool is_literal() const { return literal_; }
    [[nodiscard]] constexpr bool is_literal(std::uint64_t value) const {
        return literal_ && payload_ == value;
    }
    [[nodiscard]] constexpr bool is_true() const { return width_ == 1 && is_literal(1); }
    [[nodiscard]] constexpr bool is_false() const { return width_ == 1 && is_literal(0); }
    // The value of a literal, zero-extended. Throws std::logic_error for anything else.
    [[nodiscard]] std::uint64_t value() const;

    [[nodiscard]] Operation operation() const;
    // Most significant first where the operation is a concatenation; none for literals and constants.
    [[nodiscard]] std::span<const Term> operands() const;
    // Of a constant or an application: its name. Otherwise empty.
    [[nodiscard]] std::string_view name() const;
    // Of an extraction: the number of its lowest bit.
    [[nodiscard]] unsigned low() const;

    // Identity, which is not the formula that two terms are equal: that is equal(a, b).
    [[nodiscard]] friend constexpr bool operator==(const Term&, const Term&) = default;
    // Depends on the term's structure alone: the same in every run and every thread.
    [[nodiscard]] std::uint64_t hash() const;
    // The node, as a number that is this term's alone within this process. 0 for literals of up to 64 bits.
    [[nodiscard]] std::uint64_t identity() const { return literal_ ? 0 : payload_; }

    // SMT-LIB text without sharing; of terms larger than a screenful, the beginning.
    [[nodiscard]] std::string text(std::size_t limit = 2000) const;

private:
    friend struct Node;
    friend class Builder;
    constexpr Term(const Node* node, unsigned width)
        : payload_(std::bit_cast<std::uint64_t>(node)), width_(width) {}
    [[nodiscard]] const Node& node() const { return *std::bit_cast<const Node*>(payload_); }

    std::uint64_t payload_ = 0; // the value of a literal or the address of a node
    std::uint32_t width_ = 0;
    bool literal_ = false;
};

// --- truth values ---
[[nodiscard]] Term truth(bool value);
[[nodiscard]] Term operator!(Term a);
[[nodiscard]] Term all_of(std::span<const Term> conditions);
[[nodiscard]] Term any_of(std::span<const Term> conditions);
[[nodiscard]] Term implies(Term a, Term b);
[[nodiscard]] Term if_then_else(Term condition, Term then, Term otherwise);
[[nodiscard]] Term equal(Term a, Term b);
[[nodiscard]] inline Term differ(Term a, Term b) { return !equal(a, b); }

// --- bit-vectors; operands have the same width, and so has the result. Widths that do not match throw
// std::invalid_argument. ---
[[nodiscard]] Term operator~(Term a);
[[nodiscard]] Term operator&(Term a, Term b); // of one bit: conjunction
[[nodiscard]] Term operator|(Term a, Term b);
[[nodiscard]] Term operator^(Term a, Term b);
[[nodiscard]] Term operator-(Term a);
[[nodiscard]] Term operator+(Term a, Term b);
[[nodiscard]] Term operator-(Term a, Term b);
[[nodiscard]] Term operator*(Term a, Term b);
[[nodiscard]] Term divide_unsigned(Term a, Term b); // division by zero: see Operation
[[nodiscard]] Term remainder_unsigned(Term a, Term b);
[[nodiscard]] Term divide_signed(Term a, Term b);
[[nodiscard]] Term remainder_signed(Term a, Term b);
[[nodiscard]] Term shift_left(Term a, Term amount);
[[nodiscard]] Term shift_right(Term a, Term amount);        // zeros come in
[[nodiscard]] Term shift_right_signed(Term a, Term amount); // copies of the highest bit come in

// --- comparisons, of one bit ---
[[nodiscard]] Term less_unsigned(Term a, Term b);
[[nodiscard]] Term less_signed(Term a, Term b);
[[nodiscard]] inline Term at_most_unsigned(Term a, Term b) { return !less_unsigned(b, a); }
[[nodiscard]] inline Term at_most_signed(Term a, Term b) { return !less_signed(b, a); }

// --- widths ---
[[nodiscard]] Term extract(Term a, unsigned low, unsigned width);
[[nodiscard]] Term concatenate(std::span<const Term> parts); // most significant first
[[nodiscard]] Term concatenate(Term high, Term low);
// To a width that is at least the term's own.
[[nodiscard]] Term extend_unsigned(Term a, unsigned width);
[[nodiscard]] Term extend_signed(Term a, unsigned width);
// Cuts off or extends with zeros.
[[nodiscard]] Term resize_unsigned(Term a, unsigned width);

// --- constants and functions ---
// A free variable. The same name always means the same constant; a name has one width (std::invalid_argument
// otherwise).
[[nodiscard]] Term constant(std::string_view name, unsigned width);

// An uninterpreted function. The same name always means the same function, with one signature
// (std::invalid_argument otherwise).
class Function {
public:
    Function(std::string_view name, std::vector<unsigned> domain, unsigned width);
    [[nodiscard]] Term operator()(std::span<const Term> arguments) const;
    template <class... Terms> [[nodiscard]] Term operator()(Terms... arguments) const {
        const Term list[] = {arguments...};
        return (*this)(std::span<const Term>(list));
    }
    [[nodiscard]] const std::string& name() const { return *name_; }
    [[nodiscard]] std::span<const unsigned> domain() const { return domain_; }
    [[nodiscard]] unsigned width() const { return width_; }

private:
    const std::string* name_; // lives as long as the process
    std::vector<unsigned> domain_;
    unsigned width_;
};

// Replaces operands by what the function says, from the leaves up, and simplifies on the way.
// The function is asked once for each distinct subterm that is a constant or an application; no term means:
// as it is.
[[nodiscard]] Term substitute(Term term, const std::function<Term(Term)>& replacement);

} // namespace pepin::smt

template <> struct std::hash<pepin::smt::Term> {
    std::size_t operator()(const pepin::smt::Term& term) const noexcept {
        return static_cast<std::size_t>(term.hash());
    }
};

namespace pepin::smt {

// The same for operands of any kind, each of which becomes another one of its width.
[[nodiscard]] Term replace(Term term, const std::unordered_map<Term, Term>& replacements);

// substitute() for many terms, with one function: what they share is looked at once.
class Substitution {
public:
    explicit Substitution(std::function<Term(Term)> replacement) : replacement_(std::move(replacement)) {}
    [[nodiscard]] Term operator()(Term term);

private:
    std::function<Term(Term)> replacement_;
    std::unordered_map<Term, Term> known_;
};

} // namespace pepin::smt
