// Integers and the members of aggregates.
#include "ir/machine.hpp"

namespace pepin::ir {

using smt::equal;
using smt::extend_signed;
using smt::extend_unsigned;

// Sets a result, which is poison where an operand is or where the flags are broken. Vectors do not get here:
// their operands are no Integers, so get_integer() has refused them.
void Machine::finish(const llvm::Instruction& instruction, Term term, Term a_poison, Term b_poison,
                     Term flags) {
    set(instruction, Integer{term, a_poison | b_poison | flags});
}

void Machine::visitAdd(llvm::BinaryOperator& instruction) {
    const Integer a = get_integer(instruction.getOperand(0)), b = get_integer(instruction.getOperand(1));
    const Term sum = a.term + b.term;
    const unsigned wide = sum.width() + 1;
    Term flags = smt::truth(false);
    if (instruction.hasNoUnsignedWrap())
        flags = flags | broken(equal(extend_unsigned(a.term, wide) + extend_unsigned(b.term, wide),
                                     extend_unsigned(sum, wide)),
                               Kind::flag, "add nuw");
    if (instruction.hasNoSignedWrap())
        flags = flags | broken(equal(extend_signed(a.term, wide) + extend_signed(b.term, wide),
                                     extend_signed(sum, wide)),
                               Kind::flag, "add nsw");
    finish(instruction, sum, a.poison, b.poison, flags);
}

void Machine::visitSub(llvm::BinaryOperator& instruction) {
    const Integer a = get_integer(instruction.getOperand(0)), b = get_integer(instruction.getOperand(1));
    const Term difference = a.term - b.term;
    const unsigned wide = difference.width() + 1;
    Term flags = smt::truth(false);
    if (instruction.hasNoUnsignedWrap())
        flags = flags | broken(smt::at_most_unsigned(b.term, a.term), Kind::flag, "sub nuw");
    if (instruction.hasNoSignedWrap())
        flags = flags | broken(equal(extend_signed(a.term, wide) - extend_signed(b.term, wide),
                                     extend_signed(difference, wide)),
                               Kind::flag, "sub nsw");
    finish(instruction, difference, a.poison, b.poison, flags);
}

void Machine::visitMul(llvm::BinaryOperator& instruction) {
    const Integer a = get_integer(instruction.getOperand(0)), b = get_integer(instruction.getOperand(1));
    const Term product = a.term * b.term;
    const unsigned wide = 2 * product.width();
    Term flags = smt::truth(false);
    if (instruction.hasNoUnsignedWrap())
        flags = flags | broken(equal(extend_unsigned(a.term, wide) * extend_unsigned(b.term, wide),
                                     extend_unsigned(product, wide)),
                               Kind::flag, "mul nuw");
    if (instruction.hasNoSignedWrap())
        flags = flags | broken(equal(extend_signed(a.term, wide) * extend_signed(b.term, wide),
                                     extend_signed(product, wide)),
                               Kind::flag, "mul nsw");
    finish(instruction, product, a.poison, b.poison, flags);
}

void Machine::visitUDiv(llvm::BinaryOperator& instruction) {
    const Integer a = get_integer(instruction.getOperand(0)), b = get_integer(instruction.getOperand(1));
    require_defined(b, "divisor");
    require(Kind::division, smt::differ(b.term, Term(b.term.width(), 0)), "the divisor is not 0");
    const Term quotient = smt::divide_unsigned(a.term, b.term);
    const Term flags = instruction.isExact()
                           ? broken(equal(quotient * b.term, a.term), Kind::flag, "udiv exact")
                           : smt::truth(false);
    finish(instruction, quotient, a.poison, flags);
}

namespace {

// The condition under which a signed division has a result that fits.
Term quotient_fits(Term a, Term b) {
    const Term smallest = smt::shift_left(Term(a.width(), 1), Term(a.width(), a.width() - 1));
    return !(equal(a, smallest) & equal(b, ~Term(b.width(), 0)));
}

} // namespace

void Machine::visitSDiv(llvm::BinaryOperator& instruction) {
    const Integer a = get_integer(instruction.getOperand(0)), b = get_integer(instruction.getOperand(1));
    require_defined(b, "divisor");
    require(Kind::division, smt::differ(b.term, Term(b.term.width(), 0)), "the divisor is not 0");
    // A poison dividend may be the smallest number.
    if (!b.term.is_literal() || equal(b.term, ~Term(b.term.width(), 0)).is_true())
        require_defined(a, "dividend");
    require(Kind::division, quotient_fits(a.term, b.term), "the quotient fits");
    const Term quotient = smt::divide_signed(a.term, b.term);
    const Term flags = instruction.isExact()
                           ? broken(equal(quotient * b.term, a.term), Kind::flag, "sdiv exact")
                           : smt::truth(false);
    finish(instruction, quotient, a.poison, flags);
}

void Machine::visitURem(llvm::BinaryOperator& instruction) {
    const Integer a = get_integer(instruction.getOperand(0)), b = get_integer(instruction.getOperand(1));
    require_defined(b, "divisor");
    require(Kind::division, smt::differ(b.term, Term(b.term.width(), 0)), "the divisor is not 0");
    finish(instruction, smt::remainder_unsigned(a.term, b.term), a.poison);
}

void Machine::visitSRem(llvm::BinaryOperator& instruction) {
    const Integer a = get_integer(instruction.getOperand(0)), b = get_integer(instruction.getOperand(1));
    require_defined(b, "divisor");
    require(Kind::division, smt::differ(b.term, Term(b.term.width(), 0)), "the divisor is not 0");
    if (!b.term.is_literal() || equal(b.term, ~Term(b.term.width(), 0)).is_true())
        require_defined(a, "dividend");
    require(Kind::division, quotient_fits(a.term, b.term), "the quotient fits");
    finish(instruction, smt::remainder_signed(a.term, b.term), a.poison);
}

namespace {

Term amount_fits(Term amount) { return smt::less_unsigned(amount, Term(amount.width(), amount.width())); }

} // namespace

void Machine::visitShl(llvm::BinaryOperator& instruction) {
    const Integer a = get_integer(instruction.getOperand(0)), b = get_integer(instruction.getOperand(1));
    const Term result = smt::shift_left(a.term, b.term);
    Term flags = broken(amount_fits(b.term), Kind::flag, "the amount of shl");
    if (instruction.hasNoUnsignedWrap())
        flags = flags | broken(equal(smt::shift_right(result, b.term), a.term), Kind::flag, "shl nuw");
    if (instruction.hasNoSignedWrap())
        flags = flags | broken(equal(smt::shift_right_signed(result, b.term), a.term), Kind::flag, "shl nsw");
    finish(instruction, result, a.poison, b.poison, flags);
}

void Machine::visitLShr(llvm::BinaryOperator& instruction) {
    const Integer a = get_integer(instruction.getOperand(0)), b = get_integer(instruction.getOperand(1));
    const Term result = smt::shift_right(a.term, b.term);
    Term flags = broken(amount_fits(b.term), Kind::flag, "the amount of lshr");
    if (instruction.isExact())
        flags = flags | broken(equal(smt::shift_left(result, b.term), a.term), Kind::flag, "lshr exact");
    finish(instruction, result, a.poison, b.poison, flags);
}

void Machine::visitAShr(llvm::BinaryOperator& instruction) {
    const Integer a = get_integer(instruction.getOperand(0)), b = get_integer(instruction.getOperand(1));
    const Term result = smt::shift_right_signed(a.term, b.term);
    Term flags = broken(amount_fits(b.term), Kind::flag, "the amount of ashr");
    if (instruction.isExact())
        flags = flags | broken(equal(smt::shift_left(result, b.term), a.term), Kind::flag, "ashr exact");
    finish(instruction, result, a.poison, b.poison, flags);
}

void Machine::visitAnd(llvm::BinaryOperator& instruction) {
    const Integer a = get_integer(instruction.getOperand(0)), b = get_integer(instruction.getOperand(1));
    finish(instruction, a.term & b.term, a.poison, b.poison);
}

void Machine::visitOr(llvm::BinaryOperator& instruction) {
    const Integer a = get_integer(instruction.getOperand(0)), b = get_integer(instruction.getOperand(1));
    Term flags = smt::truth(false);
    if (llvm::cast<llvm::PossiblyDisjointInst>(instruction).isDisjoint())
        flags = broken(equal(a.term & b.term, Term(a.term.width(), 0)), Kind::flag, "or disjoint");
    finish(instruction, a.term | b.term, a.poison, b.poison, flags);
}

void Machine::visitXor(llvm::BinaryOperator& instruction) {
    const Integer a = get_integer(instruction.getOperand(0)), b = get_integer(instruction.getOperand(1));
    finish(instruction, a.term ^ b.term, a.poison, b.poison);
}

void Machine::visitTruncInst(llvm::TruncInst& instruction) {
    const Integer a = get_integer(instruction.getOperand(0));
    const unsigned width = instruction.getType()->getScalarSizeInBits(), wide = a.term.width();
    const Term result = smt::extract(a.term, 0, width);
    Term flags = smt::truth(false);
    if (instruction.hasNoUnsignedWrap())
        flags = flags | broken(equal(extend_unsigned(result, wide), a.term), Kind::flag, "trunc nuw");
    if (instruction.hasNoSignedWrap())
        flags = flags | broken(equal(extend_signed(result, wide), a.term), Kind::flag, "trunc nsw");
    finish(instruction, result, a.poison, flags);
}

void Machine::visitZExtInst(llvm::ZExtInst& instruction) {
    const Integer a = get_integer(instruction.getOperand(0));
    Term flags = smt::truth(false);
    if (instruction.hasNonNeg())
        flags = broken(!smt::extract(a.term, a.term.width() - 1, 1), Kind::flag, "zext nneg");
    finish(instruction, extend_unsigned(a.term, instruction.getType()->getScalarSizeInBits()), a.poison,
           flags);
}

void Machine::visitSExtInst(llvm::SExtInst& instruction) {
    const Integer a = get_integer(instruction.getOperand(0));
    finish(instruction, extend_signed(a.term, instruction.getType()->getScalarSizeInBits()), a.poison);
}

void Machine::visitFreezeInst(llvm::FreezeInst& instruction) {
    const Value value = get(instruction.getOperand(0));
    if (value.poison().is_false()) return set(instruction, value);
    if (!value.is_integer()) throw Unmodelled("freeze of a pointer or an aggregate that may be poison");
    const Integer& integer = value.integer();
    // Any value, but the same one wherever the result is used.
    const unsigned width = integer.term.width();
    const Term any = smt::constant("freeze." + std::to_string(fresh_++) + "." + std::to_string(width), width);
    set(instruction, Integer{smt::if_then_else(integer.poison, any, integer.term)});
}

void Machine::visitSelectInst(llvm::SelectInst& instruction) {
    const Integer condition = get_integer(instruction.getCondition());
    const Value then = get(instruction.getTrueValue()), otherwise = get(instruction.getFalseValue());
    std::optional<Value> chosen = choose(condition.term, then, otherwise);
    // Pointers to different objects: one path for each.
    if (!chosen) chosen = decide(condition.term) ? then : otherwise;
    set(instruction, chosen->poisoned(condition.poison));
}

void Machine::visitExtractValueInst(llvm::ExtractValueInst& instruction) {
    Value value = get(instruction.getAggregateOperand());
    for (const unsigned index : instruction.indices()) {
        if (!value.is_aggregate()) throw Unmodelled("extractvalue from something that is no aggregate");
        value = Value(value.members()[index]);
    }
    set(instruction, value);
}

namespace {

Value with_member(const Value& aggregate, llvm::ArrayRef<unsigned> indices, const Value& member) {
    if (indices.empty()) return member;
    if (!aggregate.is_aggregate()) throw Unmodelled("insertvalue into something that is no aggregate");
    Aggregate members = aggregate.members();
    members[indices[0]] = with_member(members[indices[0]], indices.drop_front(), member);
    return Value(std::move(members));
}

} // namespace

void Machine::visitInsertValueInst(llvm::InsertValueInst& instruction) {
    set(instruction, with_member(get(instruction.getAggregateOperand()), instruction.getIndices(),
                                 get(instruction.getInsertedValueOperand())));
}

} // namespace pepin::ir
