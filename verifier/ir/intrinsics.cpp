// LLVM's intrinsic functions, memory blocks excepted.
#include <llvm/IR/Intrinsics.h>

#include "ir/machine.hpp"

namespace pepin::ir {

using smt::equal;
using smt::extend_signed;
using smt::extend_unsigned;
using smt::if_then_else;

const std::unordered_map<unsigned, Machine::Handler>& Machine::handlers() {
    using namespace llvm;
    static const std::unordered_map<unsigned, Handler> table = {
        // About the code, not about values.
        {Intrinsic::dbg_declare, &Machine::skip},
        {Intrinsic::dbg_value, &Machine::skip},
        {Intrinsic::dbg_label, &Machine::skip},
        {Intrinsic::dbg_assign, &Machine::skip},
        {Intrinsic::experimental_noalias_scope_decl, &Machine::skip},
        {Intrinsic::donothing, &Machine::skip},
        {Intrinsic::sideeffect, &Machine::skip},
        {Intrinsic::assume, &Machine::assume_intrinsic},
        {Intrinsic::expect, &Machine::expect},
        {Intrinsic::lifetime_start, &Machine::lifetime},
        {Intrinsic::lifetime_end, &Machine::lifetime},
        {Intrinsic::fshl, &Machine::funnel_shift},
        {Intrinsic::fshr, &Machine::funnel_shift},
        {Intrinsic::umin, &Machine::smaller_or_larger},
        {Intrinsic::umax, &Machine::smaller_or_larger},
        {Intrinsic::smin, &Machine::smaller_or_larger},
        {Intrinsic::smax, &Machine::smaller_or_larger},
        {Intrinsic::abs, &Machine::absolute},
        {Intrinsic::bswap, &Machine::swap_bytes},
        {Intrinsic::bitreverse, &Machine::reverse_bits},
        {Intrinsic::ctpop, &Machine::count_bits},
        {Intrinsic::ctlz, &Machine::count_bits},
        {Intrinsic::cttz, &Machine::count_bits},
        {Intrinsic::uadd_with_overflow, &Machine::with_overflow},
        {Intrinsic::sadd_with_overflow, &Machine::with_overflow},
        {Intrinsic::usub_with_overflow, &Machine::with_overflow},
        {Intrinsic::ssub_with_overflow, &Machine::with_overflow},
        {Intrinsic::umul_with_overflow, &Machine::with_overflow},
        {Intrinsic::smul_with_overflow, &Machine::with_overflow},
        {Intrinsic::uadd_sat, &Machine::saturating},
        {Intrinsic::sadd_sat, &Machine::saturating},
        {Intrinsic::usub_sat, &Machine::saturating},
        {Intrinsic::ssub_sat, &Machine::saturating},
        {Intrinsic::ucmp, &Machine::compare_three_way},
        {Intrinsic::scmp, &Machine::compare_three_way},
    };
    return table;
}

void Machine::visitIntrinsicInst(llvm::IntrinsicInst& instruction) {
    const auto handler = handlers().find(instruction.getIntrinsicID());
    if (handler == handlers().end()) visitInstruction(instruction);
    require_promised_arguments(instruction);
    (this->*handler->second)(instruction);
    if (instruction.getType()->isVoidTy()) return;
    Value value = get(&instruction);
    if (const llvm::Attribute range = instruction.getRetAttr(llvm::Attribute::Range); range.isValid())
        value = within_range(value, range.getRange());
    set(instruction, checked_by_metadata(instruction, value));
}

void Machine::skip(llvm::IntrinsicInst& call) { go_on(call); }

void Machine::assume_intrinsic(llvm::IntrinsicInst& call) {
    if (call.hasOperandBundles()) throw Unmodelled("llvm.assume with operand bundles");
    const Integer condition = get_integer(call.getArgOperand(0));
    require_defined(condition, "an assumption");
    require(Kind::assumption, condition.term, "what llvm.assume says");
    go_on(call);
}

void Machine::expect(llvm::IntrinsicInst& call) { set(call, get(call.getArgOperand(0))); }

void Machine::lifetime(llvm::IntrinsicInst& call) {
    const Pointer pointer = get_pointer(call.getArgOperand(1));
    if (merging_) throw NotMergeable();
    if (state_->memory.object(pointer.object).kind != Object::Kind::stack || !pointer.offset.is_constant() ||
        pointer.offset.constant() != 0)
        throw Unmodelled("a lifetime of something that is no local variable");
    Object& object = state_->memory.change(pointer.object);
    object.alive = call.getIntrinsicID() == llvm::Intrinsic::lifetime_start;
    object.contents = blank(object.size);
    go_on(call);
}

void Machine::funnel_shift(llvm::IntrinsicInst& call) {
    const Integer high = get_integer(call.getArgOperand(0)), low = get_integer(call.getArgOperand(1)),
                  given = get_integer(call.getArgOperand(2));
    const unsigned width = high.term.width();
    const Term amount = extend_unsigned(smt::remainder_unsigned(given.term, Term(width, width)), 2 * width);
    const Term both = smt::concatenate(high.term, low.term);
    const Term result = call.getIntrinsicID() == llvm::Intrinsic::fshl
                            ? smt::extract(smt::shift_left(both, amount), width, width)
                            : smt::extract(smt::shift_right(both, amount), 0, width);
    finish(call, result, high.poison, low.poison, given.poison);
}

void Machine::smaller_or_larger(llvm::IntrinsicInst& call) {
    const Integer a = get_integer(call.getArgOperand(0)), b = get_integer(call.getArgOperand(1));
    const auto& limit = llvm::cast<llvm::MinMaxIntrinsic>(call);
    const bool is_signed = limit.isSigned();
    const bool minimum =
        limit.getIntrinsicID() == llvm::Intrinsic::umin || limit.getIntrinsicID() == llvm::Intrinsic::smin;
    const Term less = is_signed ? smt::less_signed(a.term, b.term) : smt::less_unsigned(a.term, b.term);
    finish(call, minimum ? if_then_else(less, a.term, b.term) : if_then_else(less, b.term, a.term), a.poison,
           b.poison);
}

void Machine::absolute(llvm::IntrinsicInst& call) {
    const Integer a = get_integer(call.getArgOperand(0));
    const unsigned width = a.term.width();
    const bool smallest_is_poison = get_integer(call.getArgOperand(1)).term.is_true();
    const Term smallest = smt::shift_left(Term(width, 1), Term(width, width - 1));
    const Term flags = smallest_is_poison ? broken(smt::differ(a.term, smallest), Kind::flag, "llvm.abs")
                                          : smt::truth(false);
    finish(call, if_then_else(smt::less_signed(a.term, Term(width, 0)), -a.term, a.term), a.poison, flags);
}

void Machine::swap_bytes(llvm::IntrinsicInst& call) {
    const Integer a = get_integer(call.getArgOperand(0));
    std::vector<Term> bytes;
    for (unsigned low = 0; low < a.term.width(); low += 8) bytes.push_back(smt::extract(a.term, low, 8));
    finish(call, smt::concatenate(bytes), a.poison);
}

void Machine::reverse_bits(llvm::IntrinsicInst& call) {
    const Integer a = get_integer(call.getArgOperand(0));
    std::vector<Term> bits;
    for (unsigned low = 0; low < a.term.width(); ++low) bits.push_back(smt::extract(a.term, low, 1));
    finish(call, smt::concatenate(bits), a.poison);
}

void Machine::count_bits(llvm::IntrinsicInst& call) {
    const Integer a = get_integer(call.getArgOperand(0));
    const unsigned width = a.term.width();
    const auto number = [&](std::uint64_t value) { return Term(width, value); };
    const bool ones = call.getIntrinsicID() == llvm::Intrinsic::ctpop,
               leading = call.getIntrinsicID() == llvm::Intrinsic::ctlz;
    Term result = number(ones ? 0 : width);
    for (unsigned i = 0; i < width; ++i) {
        // The bit that decides last comes last: the highest for leading zeros, the lowest for trailing ones.
        const unsigned bit = leading ? i : width - 1 - i;
        const Term set = smt::extract(a.term, bit, 1);
        result = ones ? result + smt::resize_unsigned(set, width)
                      : if_then_else(set, number(leading ? width - 1 - bit : bit), result);
    }
    Term flags = smt::truth(false);
    if (!ones && get_integer(call.getArgOperand(1)).term.is_true())
        flags = broken(smt::differ(a.term, number(0)), Kind::flag, "llvm.ctlz or llvm.cttz");
    finish(call, result, a.poison, flags);
}

namespace {

// The result of an operation in so many bits that it cannot overflow.
Term widely(llvm::Instruction::BinaryOps operation, Term a, Term b) {
    return operation == llvm::Instruction::Add ? a + b : operation == llvm::Instruction::Sub ? a - b : a * b;
}

} // namespace

void Machine::with_overflow(llvm::IntrinsicInst& call) {
    const auto& overflow = llvm::cast<llvm::WithOverflowInst>(call);
    const Integer a = get_integer(overflow.getLHS()), b = get_integer(overflow.getRHS());
    const unsigned width = a.term.width(), wide = 2 * width;
    const auto extend = [&](Term term) {
        return overflow.isSigned() ? extend_signed(term, wide) : extend_unsigned(term, wide);
    };
    const Term exact = widely(overflow.getBinaryOp(), extend(a.term), extend(b.term));
    const Term result = widely(overflow.getBinaryOp(), a.term, b.term);
    const Term poison = a.poison | b.poison;
    set(call, Value(Aggregate{Integer{result, poison}, Integer{smt::differ(extend(result), exact), poison}}));
}

void Machine::saturating(llvm::IntrinsicInst& call) {
    const auto& saturated = llvm::cast<llvm::SaturatingInst>(call);
    const Integer a = get_integer(saturated.getLHS()), b = get_integer(saturated.getRHS());
    const unsigned width = a.term.width(), wide = width + 1;
    const bool is_signed = saturated.isSigned(), adds = saturated.getBinaryOp() == llvm::Instruction::Add;
    const auto extend = [&](Term term) {
        return is_signed ? extend_signed(term, wide) : extend_unsigned(term, wide);
    };
    const Term exact = widely(saturated.getBinaryOp(), extend(a.term), extend(b.term));
    const Term result = smt::extract(exact, 0, width);
    const Term smallest = smt::shift_left(Term(width, 1), Term(width, width - 1));
    const Term limit = is_signed ? if_then_else(smt::less_signed(exact, Term(wide, 0)), smallest, ~smallest)
                       : adds    ? ~Term(width, 0)
                                 : Term(width, 0);
    finish(call, if_then_else(equal(extend(result), exact), result, limit), a.poison, b.poison);
}

void Machine::compare_three_way(llvm::IntrinsicInst& call) {
    const Integer a = get_integer(call.getArgOperand(0)), b = get_integer(call.getArgOperand(1));
    const unsigned width = call.getType()->getScalarSizeInBits();
    const bool is_signed = call.getIntrinsicID() == llvm::Intrinsic::scmp;
    const Term less = is_signed ? smt::less_signed(a.term, b.term) : smt::less_unsigned(a.term, b.term);
    finish(call,
           if_then_else(less, ~Term(width, 0),
                        if_then_else(equal(a.term, b.term), Term(width, 0), Term(width, 1))),
           a.poison, b.poison);
}

} // namespace pepin::ir
