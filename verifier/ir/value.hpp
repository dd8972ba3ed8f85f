// What LLVM values are during symbolic execution.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "smt/term.hpp"

namespace pepin::ir {

using smt::Term;

// A byte offset into an object, as address computations built it: a constant and multiples of terms, all of
// pointer width and modulo 2^width. `physical_memory[f].words[i]` is {4096 * f, 4 * i}, in whatever order its
// parts were added.
class Offset {
public:
    struct Part {
        std::uint64_t stride; // not 0; the strides of an offset's parts differ, largest first
        Term index;           // of pointer width, not a literal
        bool operator==(const Part&) const = default;
    };
    // value() == quotient * stride + remainder.value()
    struct Split;

    explicit Offset(unsigned width, std::uint64_t constant = 0);
    [[nodiscard]] unsigned width() const { return width_; }
    [[nodiscard]] std::uint64_t constant() const { return constant_; }
    [[nodiscard]] std::span<const Part> parts() const { return parts_; }
    [[nodiscard]] bool is_constant() const { return parts_.empty(); }
    // As one term of pointer width.
    [[nodiscard]] Term value() const;

    void add(std::uint64_t constant);
    // Adds stride * index, index being of pointer width. The stride is a number of bytes modulo 2^width: it
    // may be negative.
    void add(std::uint64_t stride, Term index);
    void add(const Offset& other);

    // Separates multiples of a stride (a power of two, of bytes) from what is smaller: split(4096) of the
    // example above gives f and {4 * i}; split(4) of that remainder gives i and 0. This is arithmetic modulo
    // 2^width, which alone does not say that the remainder is less than the stride: that is for the caller to
    // require.
    [[nodiscard]] Split split(std::uint64_t stride) const;

    bool operator==(const Offset&) const = default;

private:
    std::uint32_t width_;
    std::uint64_t constant_; // modulo 2^width
    std::vector<Part> parts_;
};
struct Offset::Split {
    Term quotient;
    Offset remainder;
};
[[nodiscard]] Offset choose(Term condition, const Offset& a, const Offset& b);

// An integer of any width. `poison` says under which condition the value is poison (or undef, which is
// treated like it); it is false where nothing can be wrong. Poison spreads from operands to results and must
// not be used: see Kind::poison.
struct Integer {
    Term term;
    Term poison = smt::truth(false);
};

using ObjectNumber = std::uint32_t;
inline constexpr ObjectNumber no_object = 0; // what null points to; the offset is then the address itself

struct Pointer {
    ObjectNumber object = no_object;
    Offset offset;
    Term poison = smt::truth(false);
};

class Value;
using Aggregate = std::vector<Value>;

// An integer, a pointer, or the members of a struct or an array. Empty: the value of a call that returns
// void.
class Value {
public:
    Value() = default;
    Value(Integer integer) : content_(std::move(integer)) {}
    Value(Pointer pointer) : content_(std::move(pointer)) {}
    Value(Term term) : content_(Integer{term}) {}
    explicit Value(Aggregate members) : content_(std::make_shared<const Aggregate>(std::move(members))) {}

    [[nodiscard]] bool is_void() const { return std::holds_alternative<std::monostate>(content_); }
    [[nodiscard]] bool is_integer() const { return std::holds_alternative<Integer>(content_); }
    [[nodiscard]] bool is_pointer() const { return std::holds_alternative<Pointer>(content_); }
    [[nodiscard]] bool is_aggregate() const {
        return std::holds_alternative<std::shared_ptr<const Aggregate>>(content_);
    }
    // Each throws std::bad_variant_access where the value is of another kind.
    [[nodiscard]] const Integer& integer() const { return std::get<Integer>(content_); }
    [[nodiscard]] const Pointer& pointer() const { return std::get<Pointer>(content_); }
    [[nodiscard]] const Aggregate& members() const {
        return *std::get<std::shared_ptr<const Aggregate>>(content_);
    }
    [[nodiscard]] Term term() const { return integer().term; }

    // The condition under which any part of the value is poison.
    [[nodiscard]] Term poison() const;
    // The same value, poison also under this condition.
    [[nodiscard]] Value poisoned(Term condition) const;

private:
    std::variant<std::monostate, Integer, Pointer, std::shared_ptr<const Aggregate>> content_;
};

// `a` where the condition holds, `b` elsewhere. Nothing where they point to different objects.
[[nodiscard]] std::optional<Value> choose(Term condition, const Value& a, const Value& b);

} // namespace pepin::ir
