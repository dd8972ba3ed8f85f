#include "ir/value.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace pepin::ir {
namespace {

std::uint64_t mask(unsigned width) {
    return width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
}

// Separates literal summands and factors that are powers of two, so that equal addresses get equal parts.
struct Factors {
    std::uint64_t constant = 0; // index == constant + (rest << shift), modulo 2^width
    unsigned shift = 0;
    Term rest{};
};
Factors factors_of(Term index) {
    Factors result;
    if (index.is_literal()) {
        result.constant = index.value();
        return result;
    }
    result.rest = index;
    if (index.operation() == smt::Operation::sum && index.operands()[1].is_literal()) {
        result.constant = index.operands()[1].value();
        result.rest = index.operands()[0];
    }
    const auto parts = result.rest.operands();
    if (result.rest.operation() == smt::Operation::concatenation && parts.back().is_literal(0)) {
        const unsigned width = index.width();
        result.shift = parts.back().width();
        result.rest =
            smt::extend_unsigned(smt::extract(result.rest, result.shift, width - result.shift), width);
    }
    return result;
}

} // namespace

Offset::Offset(unsigned width, std::uint64_t constant) : width_(width), constant_(constant & mask(width)) {}

void Offset::add(std::uint64_t constant) { constant_ = (constant_ + constant) & mask(width_); }

void Offset::add(std::uint64_t stride, Term index) {
    if (index.width() != width_)
        throw std::invalid_argument("an index of " + std::to_string(index.width()) +
                                    " bits for an offset of " + std::to_string(width_));
    const Factors factors = factors_of(index);
    add(stride * factors.constant);
    stride = (stride << factors.shift) & mask(width_);
    if (stride == 0 || !factors.rest.exists()) return;
    const auto place = std::ranges::find_if(parts_, [&](const Part& part) { return part.stride <= stride; });
    if (place == parts_.end() || place->stride != stride) {
        parts_.insert(place, {stride, factors.rest});
        return;
    }
    const Term sum = place->index + factors.rest;
    parts_.erase(place);
    // The sum may be a literal now, or have a literal summand.
    add(stride, sum);
}

void Offset::add(const Offset& other) {
    add(other.constant_);
    for (const Part& part : other.parts_) add(part.stride, part.index);
}

Term Offset::value() const {
    Term result(width_, 0);
    for (const Part& part : parts_) result = result + part.index * Term(width_, part.stride);
    return result + Term(width_, constant_);
}

Offset::Split Offset::split(std::uint64_t stride) const {
    if (!std::has_single_bit(stride))
        throw std::invalid_argument("a stride of " + std::to_string(stride) + ", which is no power of two");
    Split result{Term(width_, constant_ / stride), Offset(width_, constant_ % stride)};
    for (const Part& part : parts_) {
        if (part.stride % stride == 0)
            result.quotient = result.quotient + part.index * Term(width_, part.stride / stride);
        else
            result.remainder.add(part.stride, part.index);
    }
    return result;
}

Offset choose(Term condition, const Offset& a, const Offset& b) {
    Offset result(a.width(), a.constant());
    // The difference of the constants becomes a part of its own, of the largest stride that fits.
    if (const std::uint64_t difference = (b.constant() - a.constant()) & mask(a.width()); difference != 0) {
        const unsigned shift = static_cast<unsigned>(std::countr_zero(difference));
        result.add(std::uint64_t{1} << shift,
                   smt::if_then_else(condition, Term(a.width(), 0), Term(a.width(), difference >> shift)));
    }
    std::vector<std::uint64_t> strides;
    for (const Offset* offset : {&a, &b})
        for (const Offset::Part& part : offset->parts())
            if (std::ranges::find(strides, part.stride) == strides.end()) strides.push_back(part.stride);
    const auto index = [](const Offset& offset, std::uint64_t stride) {
        for (const Offset::Part& part : offset.parts())
            if (part.stride == stride) return part.index;
        return Term(offset.width(), 0);
    };
    for (const std::uint64_t stride : strides)
        result.add(stride, smt::if_then_else(condition, index(a, stride), index(b, stride)));
    return result;
}

Term Value::poison() const {
    if (is_integer()) return integer().poison;
    if (is_pointer()) return pointer().poison;
    if (is_void()) return smt::truth(false);
    std::vector<Term> conditions;
    for (const Value& member : members()) conditions.push_back(member.poison());
    return smt::any_of(conditions);
}

Value Value::poisoned(Term condition) const {
    if (condition.is_false() || is_void()) return *this;
    if (is_integer()) return Integer{integer().term, integer().poison | condition};
    if (is_pointer()) return Pointer{pointer().object, pointer().offset, pointer().poison | condition};
    Aggregate result;
    for (const Value& member : members()) result.push_back(member.poisoned(condition));
    return Value(std::move(result));
}

std::optional<Value> choose(Term condition, const Value& a, const Value& b) {
    if (condition.is_literal()) return condition.is_true() ? a : b;
    if (a.is_integer() && b.is_integer())
        return Integer{smt::if_then_else(condition, a.integer().term, b.integer().term),
                       smt::if_then_else(condition, a.integer().poison, b.integer().poison)};
    if (a.is_pointer() && b.is_pointer()) {
        const Pointer &left = a.pointer(), &right = b.pointer();
        const Term poison = smt::if_then_else(condition, left.poison, right.poison);
        // Where poison points to does not matter.
        if (left.poison.is_true()) return Pointer{right.object, right.offset, poison};
        if (right.poison.is_true()) return Pointer{left.object, left.offset, poison};
        if (left.object != right.object) return std::nullopt;
        return Pointer{left.object, choose(condition, left.offset, right.offset), poison};
    }
    if (a.is_aggregate() && b.is_aggregate() && a.members().size() == b.members().size()) {
        Aggregate result;
        for (std::size_t i = 0; i < a.members().size(); ++i) {
            const std::optional<Value> member = choose(condition, a.members()[i], b.members()[i]);
            if (!member) return std::nullopt;
            result.push_back(*member);
        }
        return Value(std::move(result));
    }
    return a.is_void() && b.is_void() ? std::optional<Value>(Value()) : std::nullopt;
}

} // namespace pepin::ir
